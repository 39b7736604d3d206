package tako.deb;

/** On Debian 12 (systemd 252), with nothing but what the package asks for. */
class BookwormIT extends DebianPackage {
    BookwormIT() {
        super("bookworm");
    }
}
