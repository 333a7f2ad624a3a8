package dev.fleetward.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private static final Timeouts FIXED = new Timeouts(1, 100, 50, 1_000);
    private static final Timeouts SEASONAL = new Timeouts(1, 100, 50, 1_000, true);

    @Test
    void theFirstTokenHasMoreTimeInASlowHourUpToABound() {
        assertThat(SEASONAL.at(1.5)).isEqualTo(new Timeouts(1, 150, 50, 1_000, true));
        assertThat(SEASONAL.at(40).firstTokenNanos()).isEqualTo(300);
        assertThat(new Timeouts(1, 600, 50, 1_000, true).at(2).firstTokenNanos())
                .as("never more than the whole attempt")
                .isEqualTo(1_000);
    }

    @Test
    void itNeverHasLessThanItsLimit() {
        assertThat(SEASONAL.at(0.3)).isEqualTo(SEASONAL);
        assertThat(SEASONAL.at(Double.NaN)).isEqualTo(SEASONAL);
        assertThat(new Timeouts(1, 2_000, 50, 1_000, true).at(2).firstTokenNanos())
                .isEqualTo(2_000);
    }

    @Test
    void limitsThatDoNotFollowTheSeasonStay() {
        assertThat(FIXED.at(2)).isEqualTo(FIXED);
        assertThat(FIXED.stricter(SEASONAL)).isEqualTo(SEASONAL);
    }
}
