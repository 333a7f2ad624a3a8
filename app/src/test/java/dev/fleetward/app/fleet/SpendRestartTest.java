package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a feature spent, after the node that counted it has ended.
class SpendRestartTest {
    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                "tester: { owner: platform,",
                                "tester: { budget: { monthly: 100 USD, daily: 10 USD }, owner: platform,"));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void countsAgainstTheDayUntilMidnightAndAgainstTheMonthAfterIt() throws Exception {
        fleet.restart(clockAt(NOON));
        call();
        long spent = spent("daily");
        assertThat(spent).isPositive().isEqualTo(spent("monthly"));

        fleet.restart(clockAt(NOON.plus(Duration.ofHours(11))));
        assertThat(spent("daily")).isEqualTo(spent);
        call();
        long spentInAll = spent("daily");
        assertThat(spentInAll).isGreaterThan(spent);

        fleet.restart(clockAt(NOON.plus(Duration.ofHours(13))));
        assertThat(spent("daily")).isZero();
        assertThat(spent("monthly")).isEqualTo(spentInAll);
        call();
        assertThat(spent("daily")).isPositive().isLessThan(spentInAll);

        fleet.restart(clockAt(NOON.plus(Duration.ofHours(14))));
        assertThat(spent("daily")).isEqualTo(spent("monthly") - spentInAll);
    }

    private void call() throws Exception {
        HttpResponse<String> answer =
                fleet.send(
                        fleet.post(
                                        "/v1/chat/completions",
                                        """
                                        {"model": "openai-a", "max_tokens": 50, "messages": [{"role": "user", "content": "[[output=20]]"}]}
                                        """)
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        fleet.awaitLedger();
    }

    private long spent(String period) throws IOException, InterruptedException {
        for (JsonNode budget : fleet.admin("/v1/pools").path("budgets")) {
            if (budget.path("feature").asString("").equals("tester")
                    && budget.path("period").asString("").equals(period)) {
                return budget.path("spent").asLong(-1);
            }
        }
        throw new AssertionError("no " + period + " budget");
    }

    /// Runs on from a moment.
    private static Clock clockAt(Instant wall) {
        Clock host = new SystemClock();
        long begun = host.nanos();
        return new Clock() {
            @Override
            public long nanos() {
                return host.nanos();
            }

            @Override
            public long wallMicros() {
                return wall.toEpochMilli() * 1_000 + (host.nanos() - begun) / 1_000;
            }
        };
    }
}
