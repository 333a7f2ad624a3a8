package dev.fleetward.core.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a fleet of 100 endpoints takes, four sizes of prompts each, three measures, every hour of
/// the week filled.
class ProfileMemoryTest {
    private static final int ENDPOINTS = 100;
    private static final int CALLS_PER_HOUR = 1_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long MONDAY = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli() * 1_000;

    @Test
    void aHundredEndpointsFitIntoSixtyFourMegabytes() {
        List<ProfileRow> week = week();
        long before = heap();
        ProfileBook book = new ProfileBook();
        for (int endpoint = 0; endpoint < ENDPOINTS; endpoint++) {
            for (ProfileRow row : week) {
                ProfileKey key = named("endpoint-" + endpoint, row.key());
                book.restore(new ProfileRow(key, row.hour(), row.open(), row.bytes()));
            }
        }
        long measured = heap() - before;
        assertThat(book.keys()).hasSize(ENDPOINTS * 12);
        assertThat(book.bytes()).isLessThanOrEqualTo(MOST_BYTES);
        assertThat((double) measured / book.bytes())
                .as("heap %,d, own account %,d", measured, book.bytes())
                .isCloseTo(1, within(0.1));
        System.out.printf("heap %,d bytes, own account %,d%n", measured, book.bytes());
    }

    private static ProfileKey named(String endpoint, ProfileKey key) {
        return new ProfileKey(endpoint, key.region(), key.size(), key.measure());
    }

    /// Lognormal first tokens with a tail of slow ones, narrower times between tokens, and two
    /// percent of failures, with two hours still open, as the busiest endpoint has them.
    private static List<ProfileRow> week() {
        Random random = new Random(11);
        ProfileBook book = new ProfileBook();
        for (PromptSize size : PromptSize.values()) {
            for (Measure measure : Measure.values()) {
                ProfileKey key = new ProfileKey("", "us", size, measure);
                for (int hour = 0; hour < HourOfWeek.COUNT; hour++) {
                    for (int i = 0; i < CALLS_PER_HOUR; i++) {
                        long at = MONDAY + hour * HourOfWeek.MICROS_PER_HOUR + i;
                        book.record(key, at, value(measure, random));
                    }
                }
            }
        }
        return new ArrayList<>(book.rows());
    }

    private static double value(Measure measure, Random random) {
        return switch (measure) {
            case FIRST_TOKEN_LESS_PREFILL ->
                    400e6
                            * Math.exp(0.5 * random.nextGaussian())
                            * (random.nextInt(50) == 0 ? 4 : 1);
            case INTER_TOKEN -> 20e6 * Math.exp(0.3 * random.nextGaussian());
            case FAILURES -> random.nextInt(50) == 0 ? 1 : 0;
        };
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
