package dev.fleetward.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenTimeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-03-10T11:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "09:02, 2026-03-10T08:02:00Z",
        "9:02, 2026-03-10T08:02:00Z",
        "09:02:30, 2026-03-10T08:02:30Z",
        "23:00, 2026-03-09T22:00:00Z",
        "today 23:00, 2026-03-10T22:00:00Z",
        "yesterday 09:02, 2026-03-09T08:02:00Z",
        "2026-01-31 09:02, 2026-01-31T08:02:00Z",
        "2026-01-31T09:02, 2026-01-31T08:02:00Z",
        "2026-01-31, 2026-01-30T23:00:00Z",
        "2026-01-31T09:02:00Z, 2026-01-31T09:02:00Z",
        "2026-01-31T09:02:00+02:00, 2026-01-31T07:02:00Z",
        "2026-07-01 09:02, 2026-07-01T07:02:00Z",
    })
    void readsTimesAsPeopleWriteThem(String text, Instant expected) {
        assertThat(SpokenTime.parse(text, NOW, BERLIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nine", "25:00", "tomorrow 09:00", "2026-13-01", "09", "yesterday"})
    void saysWhatATimeLooksLike(String text) {
        assertThatThrownBy(() -> SpokenTime.parse(text, NOW, BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("yesterday 09:02");
    }

    @Test
    void aTimeThatTheClockSkipsIsTheNextOneThereIs() {
        assertThat(SpokenTime.parse("2026-03-29 02:30", NOW, BERLIN))
                .isEqualTo("2026-03-29T01:30:00Z");
    }
}
