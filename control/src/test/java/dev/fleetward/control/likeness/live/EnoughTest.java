package dev.fleetward.control.likeness.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnoughTest {
    private static final long SECOND = 1_000_000_000L;

    private final Enough enough = new Enough();

    private int taken(String endpoint, int calls, long nowNanos) {
        int taken = 0;
        for (int i = 0; i < calls; i++) {
            taken += enough.takes(endpoint, nowNanos) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aFloodIsThinnedAndOtherEndpointsHaveTheirOwn() {
        assertThat(taken("a", 50_000, 0)).isEqualTo(Enough.AT_ONCE);
        assertThat(taken("b", 10, 0)).isEqualTo(10);
        for (int second = 1; second <= 5; second++) {
            assertThat(taken("a", 50_000, second * SECOND)).isEqualTo(Enough.PER_SECOND);
        }
    }

    @Test
    void whoIsQuietMayComeAtOnceAgain() {
        taken("a", 50_000, 0);
        assertThat(taken("a", 50_000, 20 * SECOND)).isEqualTo(Enough.AT_ONCE);
        assertThat(taken("a", 50_000, 1_000 * SECOND)).isEqualTo(Enough.AT_ONCE);
    }

    @Test
    void anyNumberOfEndpointsIsHeldInBounds() {
        for (int i = 0; i < 3 * Enough.MOST_ENDPOINTS; i++) {
            assertThat(enough.takes("e" + i, 0)).isTrue();
        }
    }
}
