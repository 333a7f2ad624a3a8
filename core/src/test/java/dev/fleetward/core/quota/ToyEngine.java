package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestPools.succeeded;

import dev.fleetward.core.quota.Settlement.Ending;
import dev.fleetward.core.snapshot.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// An inference engine in miniature, behind a pool and with more work than it can do: calls take
/// their memory whole when they are admitted, first come first served; each step reads what was
/// admitted and makes one token for each call that runs.
final class ToyEngine {
    private static final double MILLIS_PER_STEP = 16;
    private static final double MILLIS_PER_CALL = 0.2;
    private static final double MILLIS_PER_HELD_TOKEN = 0.0002;
    private static final double MILLIS_PER_READ_TOKEN = 0.05;

    private static final class Running {
        final Estimate size;
        final long sentAt;
        long firstTokenAt;
        long made;

        Running(Estimate size, long sentAt) {
            this.size = size;
            this.sentAt = sentAt;
        }
    }

    /// What a stretch of time came to.
    ///
    /// @param meanWaitMillis in the engine's own queue
    record Stretch(double tokensPerSecond, double meanWaitMillis, double meanLimit) {}

    private final PoolLimits limits;
    private final SplittableRandom random;
    private final boolean streamed;
    private final ArrayDeque<Running> queue = new ArrayDeque<>();
    private final List<Running> running = new ArrayList<>();
    private long memory;
    private long used;
    private long now;
    private int most = Integer.MAX_VALUE;

    ToyEngine(Pool pool, long memory, long seed) {
        this(pool, memory, seed, true);
    }

    /// @param calls of which one is sent as soon as another has ended
    ToyEngine(Pool pool, long memory, long seed, int calls) {
        this(pool, memory, seed, true);
        most = calls;
    }

    /// @param streamed whether answers say when their first token came
    ToyEngine(Pool pool, long memory, long seed, boolean streamed) {
        this.streamed = streamed;
        limits = new PoolLimits(pool, false, 0);
        this.memory = memory;
        random = new SplittableRandom(seed);
    }

    /// A neighbour takes some of the memory, or gives it back.
    void remember(long tokens) {
        memory = tokens;
    }

    /// Runs for `seconds`; the pool's clients always have more to send.
    Stretch run(long seconds) {
        long end = now + seconds * TestFleet.SECOND;
        long began = now;
        long made = 0;
        double waited = 0;
        double limit = 0;
        long admitted = 0;
        long steps = 0;
        while (now < end) {
            send();
            double millis = MILLIS_PER_STEP;
            while (!queue.isEmpty() && used + memoryOf(queue.peek()) <= memory) {
                Running next = queue.remove();
                used += memoryOf(next);
                millis += MILLIS_PER_READ_TOKEN * next.size.inputTokens();
                waited += (now - next.sentAt) / 1e6;
                admitted++;
                running.add(next);
            }
            millis += MILLIS_PER_CALL * running.size() + MILLIS_PER_HELD_TOKEN * used;
            now += (long) (millis * 1e6);
            made += running.size();
            steps++;
            limit += limits.learning(now).tokensInFlightLimit();
            running.removeIf(this::makeToken);
        }
        return new Stretch(made / ((now - began) / 1e9), waited / admitted, limit / steps);
    }

    private void send() {
        while (queue.size() < 2_000 && queue.size() + running.size() < most) {
            Estimate next =
                    new Estimate(random.nextLong(100, 1_500), random.nextLong(20, 400), 400);
            if (!limits.hasRoom(next, now)) {
                return;
            }
            limits.hold(next, now);
            queue.add(new Running(next, now));
        }
    }

    /// True if it was the last one.
    private boolean makeToken(Running call) {
        call.made++;
        if (call.made == 1) {
            call.firstTokenAt = now;
        }
        if (call.made < call.size.outputTokens()) {
            return false;
        }
        used -= memoryOf(call);
        limits.settle(
                call.size,
                new Settlement(
                        Ending.SUCCEEDED,
                        succeeded(call.size.inputTokens(), 0, call.made).usage(),
                        0,
                        true,
                        streamed ? call.firstTokenAt - call.sentAt : 0,
                        now - call.sentAt),
                now);
        return true;
    }

    private static long memoryOf(Running call) {
        return UnderWay.tokens(call.size);
    }
}
