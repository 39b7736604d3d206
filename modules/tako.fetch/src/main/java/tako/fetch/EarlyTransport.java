package tako.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tako.store.Validator;

/**
 * A transport that asks for an expected file at once, on a thread of its own, while other images have their turns. What
 * comes of it, fault or answer, counts when it is this image's turn, as if it had come then; so does what is reported.
 *
 * <p>The thread that gives out the turns calls all of it; only what is asked early runs on the other thread.
 */
final class EarlyTransport implements Transport {
    /** Another image may have its turn for long, and then this is not what the origin says now. */
    static final Duration FRESH = Duration.ofMinutes(1);

    private final Transport transport;
    private final KeptReporter reporter;
    private final Deadline deadline;
    private final Time time;
    private Optional<Early> early = Optional.empty();

    /**
     * What was asked early.
     *
     * @param since in nanoseconds, as {@link Time#now}
     */
    private record Early(URI file, long since, FutureTask<Optional<Answer>> answer) {}

    /** An answer, and what it answers to. */
    private record Answer(Optional<Validator> unless, Reply reply) {}

    /**
     * Over another one, for one image.
     *
     * @param reporter where the other one reports
     * @param deadline of the image's run, when its turn has come
     */
    EarlyTransport(Transport transport, KeptReporter reporter, Deadline deadline, Time time) {
        this.transport = transport;
        this.reporter = reporter;
        this.deadline = deadline;
        this.time = time;
    }

    @Override
    public void prepare(URI file) {
        transport.prepare(file);
    }

    @Override
    public void expect(URI file, Callable<Optional<Validator>> unless) {
        reporter.keep();
        FutureTask<Optional<Answer>> answer = new FutureTask<>(() -> ask(file, unless.call()));
        early = Optional.of(new Early(file, time.now(), answer));
        Thread.ofPlatform().daemon().name("early").start(answer);
    }

    /** Only where the validator tells, in the end, whether the answer still belongs to what is here. */
    private Optional<Answer> ask(URI file, Optional<Validator> unless) throws FetchException {
        if (unless.isEmpty() || unless.get().isEmpty()) {
            return Optional.empty();
        }
        Reply reply = transport.getNow(file, unless);
        if (reply instanceof Reply.Found found && !found.body().endsByItself()) {
            found.body().close(); // nobody would watch what comes behind it before this image's turn
            return Optional.empty();
        }
        return Optional.of(new Answer(unless, reply));
    }

    @Override
    public Reply getNow(URI file, Optional<Validator> unless) throws FetchException {
        reporter.tell();
        Optional<Early> asked = early.filter(one -> one.file().equals(file));
        if (asked.isPresent()) {
            early = Optional.empty();
            Optional<Reply> reply = answer(asked.get(), unless);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        return transport.getNow(file, unless);
    }

    @Override
    public Reply get(URI file, long offset, Optional<Validator> same) throws FetchException {
        return transport.get(file, offset, same);
    }

    private Optional<Reply> answer(Early asked, Optional<Validator> unless) throws FetchException {
        boolean isFresh = time.now() - asked.since() <= FRESH.toNanos();
        try {
            Optional<Answer> answer = asked.answer().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            if (isFresh && answer.get().unless().equals(unless)) {
                return Optional.of(answer.get().reply());
            }
            if (answer.get().reply() instanceof Reply.Found found) {
                found.body().close();
            }
            return Optional.empty();
        } catch (ExecutionException e) {
            if (isFresh && e.getCause() instanceof FetchException fault) {
                throw fault;
            }
            return Optional.empty();
        } catch (TimeoutException e) {
            throw deadline.passed(Address.of(asked.file()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbortException(Address.of(asked.file()) + ": interrupted");
        }
    }

    @Override
    public void endTurn() {
        reporter.tell();
        if (early.isPresent() && early.get().answer().isDone()) { // if not, it ends with the process
            drop(early.get().answer());
        }
        early = Optional.empty();
    }

    private static void drop(FutureTask<Optional<Answer>> answer) {
        try {
            Optional<Answer> done = answer.get();
            if (done.isPresent() && done.get().reply() instanceof Reply.Found found) {
                found.body().close();
            }
        } catch (ExecutionException e) {
            return; // a fault leaves nothing to drop
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
