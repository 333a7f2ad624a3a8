package dev.fleetward.testbed.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EngineTest {
    private static final Profile SMALL =
            new Profile("small", 10e6, 1e6, 1e3, 5e6, 1e5, 0, 100, 4, 200, 10);

    private int tokens;

    private Sequence sequence(int prompt, int output) {
        return new Sequence(prompt, 0, output, advanced -> tokens++);
    }

    /// Steps until idle; returns the time at the end.
    private long run(Engine engine) {
        long now = 0;
        while (!engine.idle()) {
            Step step = engine.step(now);
            now = step.endNanos();
            step.deliver();
        }
        return now;
    }

    @Test
    void generatesExactlyWhatEachSequenceWants() {
        Engine engine = new Engine(Profile.H100_70B, 7);
        int wanted = 0;
        for (int i = 1; i <= 40; i++) {
            assertThat(engine.submit(sequence(100 * i, i))).isTrue();
            wanted += i;
        }
        run(engine);
        assertThat(tokens).isEqualTo(wanted);
        assertThat(engine.kvTokens()).isZero();
    }

    @Test
    void aLoneCallTakesPrefillThenOneStepPerToken() {
        Engine engine = new Engine(SMALL, 1);
        engine.submit(sequence(50, 3));
        Step prefill = engine.step(0);
        // 5 ms base (the decode base counts only when something decodes) and 50 × 0.1 ms.
        assertThat(prefill.endNanos()).isEqualTo(10_000_000);
        Step decode = engine.step(prefill.endNanos());
        // 10 ms, 1 ms for the sequence, 52 held KV tokens at 1 µs.
        assertThat(decode.endNanos() - decode.startNanos()).isEqualTo(11_052_000);
    }

    @Test
    void cachedTokensNeedNoPrefill() {
        Engine engine = new Engine(SMALL, 1);
        engine.submit(new Sequence(50, 40, 1, advanced -> {}));
        assertThat(engine.step(0).prefilled()).isEqualTo(10);
    }

    @Test
    void longPromptsArePrefilledInChunksWhileOthersDecode() {
        Engine engine = new Engine(SMALL, 1);
        engine.submit(sequence(10, 20));
        engine.step(0).deliver();
        engine.submit(sequence(150, 1));
        Step first = engine.step(0);
        assertThat(first.decoding()).isEqualTo(1);
        assertThat(first.prefilled()).isEqualTo(99);
        assertThat(engine.step(0).prefilled()).isEqualTo(51);
    }

    @Test
    void aFullBatchIsSlowerPerTokenButFasterInAll() {
        long alone = timeOf(1);
        long together = timeOf(64);
        assertThat(together).isGreaterThan(alone).isLessThan(64 * alone / 8);
    }

    private long timeOf(int calls) {
        Engine engine = new Engine(Profile.H100_70B, 3);
        for (int i = 0; i < calls; i++) {
            engine.submit(sequence(200, 100));
        }
        return run(engine);
    }

    /// Requests of 256 in and 256 out on the profiled A10G: its published capacity is 1.74 a
    /// second.
    @Test
    void servesTheProfiledThroughput() {
        Engine engine = new Engine(Profile.A10G_7B, 42);
        int calls = 300;
        for (int i = 0; i < calls; i++) {
            engine.submit(sequence(256, 256));
        }
        assertThat(calls / (run(engine) / 1e9)).isCloseTo(1.74, within(0.2));
    }

    @Test
    void holdsNeverMoreThanItsMemoryAndFinishesAllTheSame() {
        long seed = 20_260_101;
        SplittableRandom random = new SplittableRandom(seed);
        Engine engine = new Engine(SMALL, seed);
        int wanted = 0;
        for (int i = 0; i < 200; i++) {
            int output = 1 + random.nextInt(80);
            assertThat(engine.submit(sequence(random.nextInt(120), output))).isTrue();
            wanted += output;
        }
        long now = 0;
        while (!engine.idle()) {
            Step step = engine.step(now);
            now = step.endNanos();
            step.deliver();
            assertThat(step.kvTokens()).as("seed %d", seed).isBetween(0L, SMALL.kvTokens());
            assertThat(engine.running()).isLessThanOrEqualTo(SMALL.sequences());
        }
        assertThat(tokens).as("seed %d", seed).isEqualTo(wanted);
        assertThat(engine.preemptions()).isPositive();
    }

    @Test
    void refusesWhatNeverFits() {
        assertThat(new Engine(SMALL, 1).submit(sequence(150, 51))).isFalse();
    }

    @Test
    void aCancelledSequenceGivesItsMemoryBack() {
        Engine engine = new Engine(SMALL, 1);
        Sequence sequence = sequence(100, 50);
        engine.submit(sequence);
        engine.step(0);
        assertThat(engine.kvTokens()).isEqualTo(101);
        engine.cancel(sequence);
        assertThat(engine.kvTokens()).isZero();
        assertThat(engine.idle()).isTrue();
    }

    @Test
    void theSameSeedTakesTheSameTime() {
        assertThat(timeOf(16)).isEqualTo(timeOf(16));
    }
}
