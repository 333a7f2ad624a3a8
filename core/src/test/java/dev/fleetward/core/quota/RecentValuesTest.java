package dev.fleetward.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentValuesTest {
    @Test
    void keptInOrderOrNotTheySayTheSameOfTheLastFew() {
        SplittableRandom random = new SplittableRandom(11);
        RecentValues recent = new RecentValues();
        OrderedValues ordered = new OrderedValues();
        ArrayDeque<Long> last = new ArrayDeque<>();
        for (int i = 0; i < 500; i++) {
            long value = random.nextLong(-50, 1_000);
            recent.add(value);
            ordered.add(value);
            last.add(value);
            if (last.size() > RecentValues.REMEMBERED) {
                last.remove();
            }
            long[] sorted = last.stream().mapToLong(Long::longValue).sorted().toArray();
            long mean = last.stream().mapToLong(Long::longValue).sum() / sorted.length;
            assertThat(recent.count()).isEqualTo(sorted.length);
            for (int percent : new int[] {1, 50, 90, 95, 100}) {
                long expected = sorted[Math.max(0, Math.ceilDiv(sorted.length * percent, 100) - 1)];
                assertThat(recent.within(percent)).isEqualTo(expected);
                assertThat(ordered.within(percent)).isEqualTo(expected);
            }
            assertThat(recent.mean()).isEqualTo(mean);
            assertThat(ordered.mean()).isEqualTo(mean);
        }
    }

    @Test
    void valuesAreCutToWhatAnIntHolds() {
        RecentValues recent = new RecentValues();
        recent.add(Long.MIN_VALUE);
        assertThat(recent.mean()).isEqualTo(Integer.MIN_VALUE);
        assertThat(recent.amountWithin(100)).isEqualTo(Integer.MAX_VALUE);
        assertThat(new RecentValues().within(95)).isZero();
    }
}
