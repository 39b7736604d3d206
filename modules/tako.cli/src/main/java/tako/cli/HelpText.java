package tako.cli;

/** What {@code --help} prints. */
final class HelpText {
    static final String PROGRAM = """
            Usage: tako [--if-not-exists] CONFIG...          check for, download and apply updates
                   tako fetch [--if-not-exists] CONFIG...    the same, spelled out
                   tako fetch --retry-failed CONFIG...       also try images again that were rolled back here
                   tako store [-f FILE | -k KEY] -o DIR IMAGE VERSION
                                                             sign an image into an origin directory
                   tako gen-key [-f FILE]                    make a key pair
                   tako --help | --version | COMMAND --help

            CONFIG is a file of Key=Value lines, or a directory of such files.

            Exit status: 0    every image is up to date or was updated, or there is nothing newer
                         1    an image could not be updated, or it is not known whether its units are up
                         2    wrong usage or configuration; nothing was touched for that image
                         3    an update was applied, its units did not come up, and it was rolled back
                         130, 143  interrupted by a signal; the next run goes on from there

            Manual pages: tako(1), tako.conf(5), tako-manifest(5).
            """;

    static final String FETCH = """
            Usage: tako fetch [--if-not-exists | --retry-failed] CONFIG...

            For each configuration: gets the signed manifest from the origin, downloads the newest image that
            Version= allows, verifies it, points Destination/latest at it, and restarts the units of RestartUnit=.

              --if-not-exists, --init   do nothing where an image is installed (no network, no lock); install one
                                        where there is none; restart nothing. For ExecStartPre=.
              --retry-failed            try images again that were rolled back here before
              --debug                   show where an unexpected error came from; for every command

            CONFIG is a file as tako.conf(5) describes it, or a directory: then every file in it but hidden ones and
            backups. One that fails does not stop the others.

            Example: /etc/tako/app-foo
              Origin=https://images.example.com/app-foo
              PublicKey=8+r5DKNN/cwI+h0oHxMtgdyND3S/5xDLHQu0hFUmq+g=
              Destination=/var/lib/images/app-foo
              RestartUnit=app-foo.service
            """;

    static final String STORE = """
            Usage: tako store [-f FILE | -k KEY] -o DIR IMAGE VERSION

            Copies IMAGE into the origin directory DIR, which is made if it is missing, and signs a manifest with
            VERSION in it. Any static web server can serve DIR; upload its store/ first and its manifest last.

              -f FILE   the secret key's file; - is standard input
              -k KEY    the secret key itself; other users can see it while tako runs
              -o DIR    the origin directory

            Without -f and -k the secret key is taken from the environment variable TAKO_SECRET_KEY.
            A published version never changes: the same version with another image is refused.
            """;

    static final String GENERATE_KEY = """
            Usage: tako gen-key [-f FILE]

            Makes an Ed25519 key pair. Prints the secret key on the first line and the public key, for PublicKey=,
            on the second.

              -f FILE   write the secret key to a new file, mode 0600, and print the public key alone
            """;

    private HelpText() {}
}
