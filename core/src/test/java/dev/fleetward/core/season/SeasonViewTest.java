package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.season.SeasonView.Expected;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SeasonViewTest {
    private static final long HOUR = 3_600_000_000L;
    private static final SeasonView VIEW =
            new SeasonView(Map.of("a", new Expected(300, 500, 10 * HOUR)));

    @Test
    void whatIsExpectedHoldsForItsHourAndTheNext() {
        assertThat(VIEW.firstTokenNanos("a", 10 * HOUR - 1)).isEqualTo(300);
        assertThat(VIEW.firstTokenNanos("a", 10 * HOUR)).isEqualTo(500);
        assertThat(VIEW.firstTokenNanos("a", 11 * HOUR - 1)).isEqualTo(500);
    }

    @Test
    void aViewThatNobodyRenewedKnowsNothing() {
        assertThat(VIEW.firstTokenNanos("a", 11 * HOUR)).isEqualTo(SeasonView.UNKNOWN);
        assertThat(VIEW.firstTokenNanos("b", 10 * HOUR)).isEqualTo(SeasonView.UNKNOWN);
    }
}
