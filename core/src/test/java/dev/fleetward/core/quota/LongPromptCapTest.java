package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestPools.engine;
import static dev.fleetward.core.quota.TestPools.limits;
import static dev.fleetward.core.quota.TestPools.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.LongPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPromptCapTest {
    private static final Estimate LONG = new Estimate(8_000, 100, 100);
    private static final Estimate SHORT = new Estimate(500, 100, 100);

    @Test
    void soManyLongPromptsRunAtOnceAndShortOnesPassThem() {
        PoolLimits limits = limits(engine(FREE, new LongPrompts(8_000, 2), false));
        limits.hold(LONG, 0);
        limits.hold(LONG, 0);
        assertThat(limits.hasRoom(LONG, 0)).isFalse();
        assertThat(limits.shortage(LONG, 0))
                .isEqualTo(new Shortage.InUse("p", "longPrompts", 1, 0, 2));
        assertThat(limits.hasRoom(SHORT, 0)).isTrue();

        limits.settle(LONG, succeeded(8_000, 0, 1), 0);
        assertThat(limits.hasRoom(LONG, 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void changesOfTheCapWhileCallsAreUnderWayLeakNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LongPromptCap cap = new LongPromptCap(new LongPrompts(1_000, 3));
        List<Long> open = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long size = random.nextLong(4_000);
            switch (random.nextInt(5)) {
                case 0 -> cap.adopt(new LongPrompts(random.nextLong(1, 4_000), 3));
                case 1 -> cap.adopt(null);
                case 2 -> {
                    if (!open.isEmpty()) {
                        cap.release(open.remove(random.nextInt(open.size())));
                    }
                }
                default -> {
                    if (cap.has(size)) {
                        cap.hold(size);
                        open.add(size);
                    }
                }
            }
        }
        open.forEach(cap::release);
        cap.adopt(new LongPrompts(1, 1));
        assertThat(cap.has(5)).isTrue();
        cap.hold(5);
        assertThat(cap.has(5)).isFalse();
    }
}
