package tako.cli;

/** The program's entry. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its status. */
    public static void main(String[] arguments) {
        System.out.println(
                "tako " + Main.class.getModule().getDescriptor().rawVersion().orElse(""));
    }
}
