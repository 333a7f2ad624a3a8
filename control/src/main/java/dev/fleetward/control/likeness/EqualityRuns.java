package dev.fleetward.control.likeness;

import dev.fleetward.core.region.likeness.ModelEquality;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.unit.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The tests of whole answers of this process, each on a thread of its own. Thread-safe.
final class EqualityRuns {
    /// At once.
    static final int MOST_RUNNING = 2;

    /// Shown.
    static final int MOST_KEPT = 20;

    private static final System.Logger LOG = System.getLogger(EqualityRuns.class.getName());

    private final Asker asker;
    private final ModelEquality equality;
    private final List<String> prompts;
    private final Clock clock;
    private final SplittableRandom random;
    private final Ended ended;

    // Guarded by this.
    private final Deque<EqualityRun> runs = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    private long last;

    /// What is to be done at the end of a run.
    @FunctionalInterface
    interface Ended {
        /// @param finding null where there is no result
        void take(EqualityRun run, @Nullable Finding finding);
    }

    EqualityRuns(
            Asker asker,
            ModelEquality equality,
            List<String> prompts,
            Clock clock,
            SplittableRandom random,
            Ended ended) {
        this.asker = asker;
        this.equality = equality;
        this.prompts = prompts;
        this.clock = clock;
        this.random = random;
        this.ended = ended;
    }

    /// @param second null to hold it against `reference`
    synchronized EqualityRun begin(
            Endpoint first, @Nullable Endpoint second, List<List<String>> reference, String why)
            throws Likenesses.Denied {
        long running = 0;
        for (EqualityRun run : runs) {
            boolean under = run.view().state() == EqualityView.State.RUNNING;
            running += under ? 1 : 0;
            if (under && run.isBetween(first, second)) {
                throw new Likenesses.Denied("this test is under way");
            }
        }
        if (running >= MOST_RUNNING) {
            throw new Likenesses.Denied(MOST_RUNNING + " tests are under way");
        }
        EqualityRun run = new EqualityRun(++last, first, second, reference, why, equality, prompts);
        runs.addFirst(run);
        if (runs.size() > MOST_KEPT) {
            runs.removeLast();
        }
        SplittableRandom own = random.split();
        Thread thread =
                Thread.ofVirtual()
                        .name("equality-" + first.name())
                        .unstarted(() -> perform(run, own));
        threads.add(thread);
        thread.start();
        return run;
    }

    private void perform(EqualityRun run, SplittableRandom own) {
        Finding finding = null;
        try {
            finding = run.run(asker, own, clock::wallMicros);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return;
        } catch (EqualityRun.Unfinished unfinished) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "whole answers were not compared: " + unfinished.getMessage());
        } finally {
            synchronized (this) {
                threads.remove(Thread.currentThread());
            }
        }
        ended.take(run, finding);
    }

    synchronized List<EqualityView> views() {
        return runs.stream().map(EqualityRun::view).toList();
    }

    synchronized void close() {
        threads.forEach(Thread::interrupt);
    }
}
