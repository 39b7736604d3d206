package tako.config;

import java.nio.file.Path;

/**
 * What Tako shows to an origin that asks for a client certificate.
 *
 * @param certificate absolute path of a PEM file ({@code ClientCertificate=})
 * @param key absolute path of the PEM file with its key ({@code ClientKey=})
 */
public record ClientIdentity(Path certificate, Path key) {}
