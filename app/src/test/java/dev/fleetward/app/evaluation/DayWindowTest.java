package dev.fleetward.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DayWindowTest {
    private static final DayWindow MORNING = DayWindow.parse("09:00-11:00 America/New_York");

    @Test
    void hoursAreThoseOfTheZoneWithItsDaylightSaving() {
        assertThat(MORNING.has(Instant.parse("2026-01-15T14:00:00Z"))).isTrue();
        assertThat(MORNING.has(Instant.parse("2026-01-15T13:59:59Z"))).isFalse();
        assertThat(MORNING.has(Instant.parse("2026-07-15T13:00:00Z"))).isTrue();
        assertThat(MORNING.has(Instant.parse("2026-07-15T15:00:00Z"))).isFalse();
    }

    @Test
    void theNextBeginningIsTodayOrTomorrowAlsoWhereTheClockIsPutForward() {
        assertThat(MORNING.until(Instant.parse("2026-01-15T14:30:00Z"))).isZero();
        assertThat(MORNING.until(Instant.parse("2026-01-15T12:00:00Z")))
                .isEqualTo(Duration.ofHours(2));
        assertThat(MORNING.until(Instant.parse("2026-03-07T16:00:00Z")))
                .isEqualTo(Duration.ofHours(21));
    }

    @Test
    void aWindowMayPassMidnight() {
        DayWindow night = DayWindow.parse("22:00-02:00 UTC");

        assertThat(night.has(Instant.parse("2026-01-15T23:00:00Z"))).isTrue();
        assertThat(night.has(Instant.parse("2026-01-15T01:59:00Z"))).isTrue();
        assertThat(night.has(Instant.parse("2026-01-15T02:00:00Z"))).isFalse();
        assertThat(night.opposite()).hasToString("10:00-14:00 UTC");
        assertThat(night.overlaps(DayWindow.parse("01:00-03:00 UTC"), Instant.EPOCH)).isTrue();
        assertThat(night.overlaps(night.opposite(), Instant.EPOCH)).isFalse();
    }

    @Test
    void whatIsNoWindowIsRefusedWithTheExpectation() {
        for (String text :
                new String[] {"9-11", "09:00-09:00 UTC", "09:00-11:00 Mars", "25:00-26:00 UTC"}) {
            assertThatThrownBy(() -> DayWindow.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("America/New_York");
        }
    }
}
