package tako.fetch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tako.config.OriginAddress;
import tako.store.StoreException;

/**
 * Asks the origins for something, in turn: a fault of one costs no more than going to the next. Only when all have
 * failed, those whose faults may pass are asked again, after a pause.
 */
final class Rounds {
    private final Patience patience;
    private final Outages outages;
    private final Time time;
    private final Reporter reporter;

    /** What is asked. */
    interface Question<A> {
        /**
         * Asks one origin; empty if it answers that it has none of it.
         *
         * @throws TransientException if it may answer later
         * @throws AbortException if no other origin is to be asked either
         * @throws FetchException if it does not answer as it should, which asking again would not change
         */
        Optional<A> ask(OriginAddress origin) throws FetchException, StoreException;

        /** Whether what the origins have said will do, so that none is waited for. */
        boolean isContent();
    }

    /**
     * What came of it.
     *
     * @param problems those of each origin that failed, in words
     */
    record Result<A>(Optional<A> answer, List<String> problems) {
        /** Tells the problems, where the run can do without the origins that have them. */
        void warn(Reporter reporter) {
            for (String problem : problems) {
                reporter.warning(problem);
            }
        }
    }

    /**
     * For one image's run.
     *
     * @param patience how often and when origins are asked again
     * @param outages the servers that other images have found to be down, and where to note them
     */
    Rounds(Patience patience, Outages outages, Time time, Reporter reporter) {
        this.patience = patience;
        this.outages = outages;
        this.time = time;
        this.reporter = reporter;
    }

    /**
     * Asks until there is an answer, or no hope of one. Servers that are known to be down come last, and once; and what
     * another image has waited for already, as for the network, is not waited for again.
     */
    <A> Result<A> ask(List<OriginAddress> origins, Question<A> question) throws AbortException, StoreException {
        patience.renew();
        Problems problems = new Problems();
        List<OriginAddress> down = outages.among(origins);
        Set<Blame> waitedFor = outages.waitedFor();
        List<OriginAddress> open = new ArrayList<>(origins);
        open.removeAll(down);
        open.addAll(down);
        while (true) {
            Map<OriginAddress, TransientException> faults = new LinkedHashMap<>();
            Optional<A> answer = ask(open, question, problems, faults);
            if (answer.isPresent() || question.isContent()) {
                return new Result<>(answer, problems.texts());
            }
            faults.keySet().removeAll(down);
            faults.values().removeIf(fault -> waitedFor.contains(fault.blame()));
            if (!waited(faults)) {
                return new Result<>(answer, problems.texts());
            }
            faults.values().forEach(fault -> outages.waitedFor(fault.blame()));
            open = List.copyOf(faults.keySet());
        }
    }

    private <A> Optional<A> ask(
            List<OriginAddress> origins,
            Question<A> question,
            Problems problems,
            Map<OriginAddress, TransientException> faults)
            throws AbortException, StoreException {
        for (OriginAddress origin : origins) {
            try {
                Optional<A> answer = question.ask(origin);
                outages.ends(origin);
                problems.remove(origin);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (TransientException e) {
                outages.begins(origin);
                problems.add(origin, e);
                faults.put(origin, e);
            } catch (AbortException e) {
                new Result<>(Optional.empty(), problems.texts()).warn(reporter);
                throw e;
            } catch (FetchException e) {
                problems.add(origin, e);
            }
        }
        return Optional.empty();
    }

    /** Waits until the origins may be asked again, less those that want to be left alone for longer than that. */
    private boolean waited(Map<OriginAddress, TransientException> faults) {
        faults.values().removeIf(fault -> !patience.covers(fault.notBefore()));
        List<String> sentences = new ArrayList<>();
        Duration atLeast = Duration.ZERO;
        for (TransientException fault : faults.values()) {
            sentences.add(fault.getMessage());
            atLeast = atLeast.compareTo(fault.notBefore()) < 0 ? fault.notBefore() : atLeast;
        }
        return !faults.isEmpty() && pause(String.join("; ", sentences), atLeast);
    }

    /**
     * Waits before the next attempt, and says so.
     *
     * @param fault what failed, in words
     * @param atLeast how long to wait at least
     * @return false if there is to be no other attempt
     */
    boolean pause(String fault, Duration atLeast) {
        Optional<Duration> pause = patience.next(atLeast);
        if (pause.isEmpty()) {
            return false;
        }
        reporter.waiting(fault + "; trying again in " + Seconds.of(pause.get()), pause.get());
        time.pause(pause.get());
        reporter.waited();
        return true;
    }

    /** An attempt got somewhere: those that got nowhere count anew from here. */
    void progressed() {
        patience.renew();
    }
}
