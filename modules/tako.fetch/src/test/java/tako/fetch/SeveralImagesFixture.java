package tako.fetch;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tako.testing.HttpOrigin;

/** Several images on one server, and a host for them. */
@Timeout(60)
abstract class SeveralImagesFixture {
    @TempDir
    Path directory;

    SeveralImages images;
    HttpOrigin server;

    @BeforeEach
    void open() throws Exception {
        images = new SeveralImages(directory);
        server = HttpOrigin.http(images.origins());
    }

    @AfterEach
    void close() {
        server.close();
        images.close();
    }
}
