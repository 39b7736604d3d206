package tako.fetch;

/** What may be to blame for a failure that may pass: whether other servers are likely to fail as well. */
enum Blame {
    /** The server, or the way to it. */
    SERVER,
    /** The name has no address, which looks the same where it is wrong and where no name can be looked up. */
    NAMES,
    /** This host has no network. */
    NETWORK,
    /** The proxy that requests go through. */
    PROXY
}
