package dev.fleetward.testbed.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NeighbourTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Profile SMALL =
            new Profile("small", 10e6, 1e6, 1e3, 5e6, 1e5, 0, 100, 8, 1_000, 10);

    private static Sequence sequence(int prompt, int output) {
        return new Sequence(prompt, 0, output, advanced -> {});
    }

    @Test
    void aNeighbourMakesStepsLongerWhileItIsThere() {
        Engine engine = new Engine(SMALL, new Neighbour(5, 50, SECOND, SECOND), 7);
        engine.submit(sequence(10, 900));
        long now = engine.step(0).endNanos();
        long alone = 0;
        long together = 0;
        for (int i = 0; i < 800; i++) {
            Step step = engine.step(now);
            long nanos = step.endNanos() - step.startNanos();
            long own = 11_000_000 + 1_000 * step.kvTokens();
            if (nanos == own) {
                alone++;
            } else if (nanos == own + 5_000_000 + 50_000) {
                together++;
            }
            now = step.endNanos();
        }
        assertThat(alone + together).isEqualTo(800);
        assertThat(alone).isPositive();
        assertThat(together).isPositive();
    }

    @Test
    void whatItTakesOfTheMemoryIsNotOurs() {
        Engine engine = new Engine(SMALL, new Neighbour(1, 600, SECOND, SECOND), 3);
        assertThat(engine.submit(sequence(300, 200))).as("never fits beside it").isFalse();
        List<Sequence> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Sequence one = sequence(150, 200);
            assertThat(engine.submit(one)).isTrue();
            all.add(one);
        }
        long now = 0;
        while (!engine.idle()) {
            now = engine.step(now).endNanos();
        }
        assertThat(engine.preemptions()).as("it came while three ran").isPositive();
        assertThat(all).allMatch(Sequence::done);
        assertThat(engine.kvTokens()).isZero();
    }

    @Test
    void theMoreUrgentPromptGoesFirstWaitingOrUnderWay() {
        Engine engine = new Engine(SMALL, 1);
        Sequence lesser = new Sequence(250, 0, 5, 2, advanced -> {});
        Sequence least = new Sequence(100, 0, 5, 3, advanced -> {});
        Sequence urgent = new Sequence(50, 0, 5, 0, advanced -> {});
        engine.submit(lesser);
        engine.submit(least);
        engine.step(0);
        engine.submit(urgent);
        assertThat(engine.step(0).advanced()).containsExactly(urgent);
        assertThat(least.generated()).isZero();
    }

    @Test
    void theLeastUrgentLosesItsMemoryFirst() {
        Profile tight = new Profile("tight", 1e6, 0, 0, 1e6, 0, 0, 100, 8, 100, 10);
        Engine engine = new Engine(tight, 1);
        Sequence background = new Sequence(40, 0, 30, 3, advanced -> {});
        Sequence urgent = new Sequence(40, 0, 30, 0, advanced -> {});
        engine.submit(background);
        engine.step(0);
        engine.submit(urgent);
        long now = 0;
        while (!urgent.done()) {
            now = engine.step(now).endNanos();
        }
        assertThat(engine.preemptions()).isPositive();
        assertThat(background.done()).isFalse();
    }
}
