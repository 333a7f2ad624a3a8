package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A model that is swapped silently, over real sockets, on a clock that steps from day to day.
final class LikenessTest {
    private static final String BEHAVIOUR =
            "probes: { every: 24h, onlyBelow: 0, behaviour: { borders: 6, samples: 6, budget: 50 USD,"
                    + " endpoints: [openai-a] } }";
    private static final int PER_DAY = 36;
    private static final int FIRST_VERDICT_DAYS = 13;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// The wall clock stands at the last second of a day; durations are the machine's.
    private static final class Days implements Clock {
        private final AtomicLong wallMicros =
                new AtomicLong(Instant.parse("2026-11-16T23:59:59.9Z").toEpochMilli() * 1_000);

        void next() {
            wallMicros.addAndGet(Duration.ofDays(1).toMillis() * 1_000);
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMicros() {
            return wallMicros.get();
        }
    }

    private static final Days CLOCK = new Days();
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(yaml -> yaml + BEHAVIOUR + "\n", Profile.INSTANT, CLOCK);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new AssertionError(
                        "waited in vain until " + what + ": " + fleet.admin("/v1/likeness"));
            }
            Thread.sleep(20);
        }
    }

    private static JsonNode watched() throws Exception {
        return fleet.admin("/v1/likeness").at("/endpoints/0");
    }

    private static JsonNode track(String name) throws Exception {
        for (JsonNode each : watched().path("tests")) {
            if (each.path("test").asString("").equals(name)) {
                return each;
            }
        }
        return watched();
    }

    /// Another day, with all of its border prompts asked.
    private static void day() throws Exception {
        CLOCK.next();
        String tomorrow =
                Instant.ofEpochMilli(CLOCK.wallMicros() / 1_000 + 1_000)
                        .toString()
                        .substring(0, 10);
        await(
                "the day was asked",
                () ->
                        track("borders").path("next").asString("").startsWith(tomorrow)
                                && track("borders")
                                        .path("samples")
                                        .asString("")
                                        .contains(PER_DAY + " of " + PER_DAY));
    }

    @Test
    void aModelSwappedBehindItsNameIsFoundAndItsOwnerIsTold() throws Exception {
        await("the watch knows it", () -> watched().path("calls").asLong(0) > 0);
        CLOCK.next();
        await(
                "prompts were chosen and a reference taken",
                () ->
                        track("borders").path("state").asString("").equals("reference")
                                && track("equality").path("state").asString("").equals("ready"));
        for (int i = 0; i < FIRST_VERDICT_DAYS; i++) {
            day();
            if (i == 3) {
                fleet.restart();
            }
        }
        assertThat(track("borders").path("state").asString("")).isEqualTo("watching");
        assertThat(track("log probabilities").path("state").asString("")).isEqualTo("watching");
        assertThat(watched().path("changed").asBoolean(true)).as(watched().toString()).isFalse();

        fleet.provider("openai-a").versions().setMind(1);
        for (int i = 0; i < 4; i++) {
            day();
        }
        await("whole answers were compared", () -> state("equality").equals("changed"));
        assertThat(state("borders")).as(watched().toString()).isEqualTo("changed");
        assertThat(state("log probabilities")).as(watched().toString()).isEqualTo("changed");
        JsonNode equality = track("equality").path("last");
        assertThat(equality.path("samples").asString(""))
                .isEqualTo("250 answers against 250 to 25 prompts");
        assertThat(equality.path("pValue").asDouble(1)).isLessThanOrEqualTo(0.05);
        assertThat(equality.path("power").isNumber()).isTrue();
        await(
                "an incident tells of it",
                () -> fleet.adminText("/v1/incidents").contains("another model seems to answer"));

        fleet.adminPost("/v1/likeness/accept", "{\"endpoint\":\"openai-a\"}");
        await("it begins anew", () -> state("borders").equals("choosing"));
        assertThat(
                        fleet.ledger(
                                        "SELECT DISTINCT feature, origin, class FROM events WHERE"
                                                + " feature = 'fleetward-behaviour'")
                                .toString())
                .isEqualTo("[[\"fleetward-behaviour\",\"eval\",\"background\"]]");
    }

    private static String state(String track) throws Exception {
        return track(track).path("state").asString("");
    }
}
