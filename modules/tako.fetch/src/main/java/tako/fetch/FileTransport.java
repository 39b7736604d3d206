package tako.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
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

    private final Flow flow;

    FileTransport(Flow flow) {
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
                    new Body(Channels.newInputStream(channel), file, Optional.empty(), () -> {}, flow),
                    offset,
                    OptionalLong.of(size),
                    NONE);
        } catch (NoSuchFileException e) {
            return new Reply.Gone();
        } catch (IOException e) {
            throw new FetchException(Address.of(file) + ": " + StoreException.reason(e), e);
        }
    }
}
