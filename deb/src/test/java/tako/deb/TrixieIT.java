package tako.deb;

/** On Debian 13 (systemd 257), with nothing but what the package asks for. */
class TrixieIT extends DebianPackage {
    TrixieIT() {
        super("trixie");
    }
}
