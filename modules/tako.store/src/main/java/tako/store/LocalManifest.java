package tako.store;

/** What a directory holds as its manifest. */
public sealed interface LocalManifest {
    /** None. */
    record Absent() implements LocalManifest {}

    /** One that a configured key verifies. */
    record Verified(Manifest manifest) implements LocalManifest {}

    /** One that cannot be trusted, and why. */
    record Unverifiable(String reason) implements LocalManifest {}
}
