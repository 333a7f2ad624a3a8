package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Engine;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.engine.Sequence;
import dev.fleetward.testbed.engine.Step;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Drives an engine in real time with one timer for all its sequences. Steps follow each other on
/// the engine's own time line, so that coarse timers do not slow it down: a late timer delivers
/// every step that is due. Confined to one event loop.
final class EngineLoop {
    /// Behind by more than this, the engine loses time instead of catching up in one go.
    private static final long MOST_BEHIND_NANOS = 100_000_000L;

    private final Vertx vertx;
    private final Clock clock;
    private final Engine engine;
    private final boolean instant;
    private final List<Runnable> touched = new ArrayList<>();
    private @Nullable Step current;

    EngineLoop(Vertx vertx, Clock clock, Profile profile, long seed) {
        this.vertx = vertx;
        this.clock = clock;
        this.engine = new Engine(profile, seed);
        this.instant = profile.instant();
    }

    /// Whether sequences end as soon as they are submitted, so that no engine is needed.
    boolean instant() {
        return instant;
    }

    int waiting() {
        return engine.waiting();
    }

    /// What the engine has to do now.
    ///
    /// @param waiting calls in its own queue
    /// @param running calls in its batch
    /// @param kvTokens that these hold
    record Reading(int waiting, int running, long kvTokens) {}

    Reading reading() {
        return new Reading(engine.waiting(), engine.running(), engine.kvTokens());
    }

    /// @return false if it could never fit into memory
    boolean submit(Sequence sequence) {
        if (!engine.submit(sequence)) {
            return false;
        }
        if (current == null) {
            begin(clock.nanos());
        }
        return true;
    }

    void cancel(Sequence sequence) {
        engine.cancel(sequence);
    }

    /// Has `write` run once every step that is due has been delivered, so that an engine that runs
    /// late writes once per call and not once per token. To be called from a listener.
    void afterDelivery(Runnable write) {
        touched.add(write);
    }

    private void begin(long startNanos) {
        current = engine.step(startNanos);
        wake(current);
    }

    private void wake(Step step) {
        long nanos = step.endNanos() - clock.nanos();
        vertx.setTimer(Math.max(1, Math.round(nanos / 1e6)), timer -> turn());
    }

    /// One call's failure is no other call's.
    private void write(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException bug) {
            vertx.runOnContext(turn -> {
                throw bug;
            });
        }
    }

    /// Delivers what is due, then sleeps until the step under way ends.
    private void turn() {
        long now = clock.nanos();
        Step step = current;
        while (step != null && step.endNanos() - now <= 0) {
            step.deliver();
            long next = Math.max(step.endNanos(), now - MOST_BEHIND_NANOS);
            step = engine.idle() ? null : engine.step(next);
        }
        current = step;
        if (step != null) {
            wake(step);
        }
        List<Runnable> writes = List.copyOf(touched);
        touched.clear();
        writes.forEach(this::write);
    }
}
