package dev.fleetward.core.fair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.fair.Flow.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {
    private final Job job = new Job(new Flow(null, Level.KEY, "key", 1), "job", 2);

    /// Most deadlines come in order, some do not, some are the same; calls leave from anywhere.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theEarliestDeadlineIsFirstAndOfTheSameTheOneThatCameFirst(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TestCall> calls = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            boolean comes = random.nextInt(20_000) > i / 2;
            if (comes && random.nextBoolean()) {
                long deadline = random.nextInt(5) == 0 ? random.nextLong(20_000) : i / 4;
                TestCall call = new TestCall("call", 1, 1, deadline, 0);
                call.number = i;
                job.add(call);
                calls.add(call);
            } else if (!calls.isEmpty()) {
                TestCall gone = calls.remove(random.nextInt(calls.size()));
                job.remove(gone);
            }
            assertThat(job.hasCalls()).isEqualTo(!calls.isEmpty());
            if (!calls.isEmpty() && i % 10 == 0) {
                assertThat(job.head()).isSameAs(earliest(calls));
            }
        }
        while (!calls.isEmpty()) {
            TestCall first = earliest(calls);
            assertThat(job.head()).isSameAs(first);
            job.remove(first);
            calls.remove(first);
        }
        assertThat(job.hasCalls()).isFalse();
    }

    private static TestCall earliest(List<TestCall> calls) {
        return calls.stream()
                .min(
                        Comparator.<TestCall>comparingLong(call -> call.deadlineNanos)
                                .thenComparingLong(call -> call.number))
                .orElseThrow();
    }
}
