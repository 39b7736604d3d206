package tako.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tako.store.StoreException;
import tako.store.Validator;

/** {@code file://} origins: a directory on this machine, a mounted share or a stick. */
final class FileTransport implements Transport {
    private static final Validator NONE = new Validator(Optional.empty(), Optional.empty());

    /** What PrivateTmp= and ProtectHome= hide from a service, as those of the package have them (systemd.exec(5)). */
    private static final List<Path> HIDDEN =
            List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/home"), Path.of("/root"), Path.of("/run/user"));

    private final boolean isService;
    private final Flow flow;

    /**
     * For one run.
     *
     * @param isService whether systemd runs it, and so may hide directories from it
     */
    FileTransport(boolean isService, Flow flow) {
        this.isService = isService;
        this.flow = flow;
    }

    @Override
    public Reply getNow(URI file, Optional<Validator> unless) throws FetchException {
        return open(file, 0);
    }

    @Override
    public Reply get(URI file, long offset, Optional<Validator> same) throws FetchException {
        return open(file, offset);
    }

    /** On a thread of its own: a share whose server is gone lets nobody return. */
    private Reply open(URI file, long offset) throws FetchException {
        FutureTask<Reply> task = new FutureTask<>(() -> opened(file, offset));
        Thread.ofPlatform().daemon().name("file").start(task);
        Duration limit = flow.deadline().within(flow.limits().answer());
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransientException(
                    Address.of(file) + ": no answer within " + Seconds.of(limit)
                            + "; is the server of this share gone?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbortException(Address.of(file) + ": interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FetchException failure
                    ? failure
                    : new FetchException(Address.of(file) + ": " + e.getCause(), e);
        }
    }

    private Reply opened(URI file, long offset) throws FetchException {
        Path path = Path.of(file);
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for ever
                throw new FetchException(Address.of(file) + ": it is not a regular file");
            }
            SeekableByteChannel channel = Files.newByteChannel(path);
            long size = channel.size();
            if (offset > size) {
                channel.close();
                return new Reply.OtherRange();
            }
            channel.position(offset);
            return new Reply.Found(
                    new Body(Channels.newInputStream(channel), file, OptionalLong.of(size - offset), () -> {}, flow),
                    offset,
                    OptionalLong.of(size),
                    NONE);
        } catch (NoSuchFileException e) {
            return missing(path, file);
        } catch (IOException e) {
            throw new FetchException(Address.of(file) + ": " + StoreException.reason(e), e);
        }
    }

    /** A file is gone from a directory that is there; where that is missing, too, somebody has put it elsewhere. */
    private Reply missing(Path path, URI file) throws FetchException {
        Path directory = path.resolveSibling(".").normalize();
        if (isService && !Files.exists(directory)) {
            for (Path hidden : HIDDEN) {
                if (path.startsWith(hidden)) {
                    throw new FetchException(Address.of(file) + ": this service sees no such directory; if others do,"
                            + " PrivateTmp= or ProtectHome= in its unit hides what lies in " + hidden
                            + ": put the origin somewhere else, for example below /srv");
                }
            }
        }
        return new Reply.Gone();
    }
}
