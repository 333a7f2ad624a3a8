package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.season.PeakRule;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a file says of peaks, and what a route does then.
class PeaksTest {
    private static String fleet(String peak) {
        return """
        owners: { o: { contact: o@example.com } }
        providers: { p: { dialect: openai, url: http://127.0.0.1:1/v1, owner: o } }
        pools: { pool: { requestsPerMinute: 500, accounting: openai } }
        endpoints:
          here: { provider: p, model: gpt-4o, pool: pool, owner: o }
        routes:
          chat:
            endpoints: [here]
            timeouts: { firstToken: 5s, total: 1m }
            maxOutputTokens: 4k
            peak: %s
        features:
          f: { owner: o, class: standard, tier: 2 }
        keys:
          - { sha256: "0000000000000000000000000000000000000000000000000000000000000000", feature: f }
        """
                .formatted(peak);
    }

    private static FleetSnapshot served(String peak) {
        return Configs.loaded(fleet(peak)).snapshot();
    }

    private static Route chat(FleetSnapshot fleet) {
        return Objects.requireNonNull(fleet.routes().get("chat"));
    }

    private static boolean isOn(String when, String time) {
        Peak peak = Objects.requireNonNull(chat(served("{ when: " + when + " }")).peak());
        long micros = Instant.parse(time).toEpochMilli() * 1_000;
        return peak.rule().isOn(false, micros, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "Mon-Fri 09:00-12:00 America/New_York, 2026-07-06T13:00:00Z, true",
        "Mon-Fri 09:00-12:00 America/New_York, 2026-07-06T12:59:59Z, false",
        "Mon-Fri 09:00-12:00 America/New_York, 2026-12-07T13:00:00Z, false",
        "Mon-Fri 09:00-12:00 America/New_York, 2026-12-07T14:00:00Z, true",
        "Mon-Fri 09:00-12:00 America/New_York, 2026-07-05T13:00:00Z, false",
        "Sat-Mon 22:00-02:00 Europe/Berlin, 2026-12-08T00:30:00Z, true",
        "Sat-Mon 22:00-02:00 Europe/Berlin, 2026-12-08T22:30:00Z, false",
    })
    void aScheduleFollowsTheClockOfItsZone(String when, String time, boolean on) {
        assertThat(isOn(when, time)).isEqualTo(on);
    }

    @Test
    void aRouteIsSwitchedByDirectiveAndBackAgain() {
        FleetSnapshot usual =
                served(
                        "{ above: 30%, timeouts: { firstToken: 12s }, maxOutputTokens: 1k,"
                                + " strategy: fastest, parameters: { temperature: \"0\" } }");
        Route before = chat(usual);
        assertThat(Objects.requireNonNull(before.peak()).rule())
                .isEqualTo(new PeakRule.Measured(1.3, 1.15));
        Route peak = chat(usual.directed(Directives.NONE.peaking(Set.of("chat"))));
        assertThat(peak.strategy()).isEqualTo(Route.Strategy.FASTEST);
        assertThat(peak.maxOutputTokens()).isEqualTo(1_000);
        assertThat(peak.parameters()).containsEntry("temperature", "0");
        assertThat(peak.timeouts().firstTokenNanos()).isEqualTo(Duration.ofSeconds(12).toNanos());
        assertThat(peak.timeouts().totalNanos())
                .as("what is not named stays")
                .isEqualTo(Duration.ofMinutes(1).toNanos());
        assertThat(Objects.requireNonNull(peak.peak()).isOn()).isTrue();
        FleetSnapshot again =
                usual.directed(Directives.NONE.peaking(Set.of("chat"))).directed(Directives.NONE);
        assertThat(chat(again)).isEqualTo(before);
        assertThat(before.parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    { maxOutputTokens: 1k }                                | one of the two
                    { when: Mon-Fri 09:00-12:00 UTC, above: 20% }          | one of the two
                    { when: Mon-Fri 09:00-12:00 }                          | such as Mon-Fri
                    { when: Mon-Foo 09:00-12:00 UTC }                      | such as Mon-Fri
                    { when: Mon 9-12 UTC }                                 | such as Mon-Fri
                    { when: Mon 09:00-12:00 America/Nowhere }              | America/Nowhere
                    { above: 0% }                                          | 1%..1000%
                    { above: 20%, parameters: { model: "\\"x\\"" } }       | what shapes an answer
                    """)
    void whatMakesNoSenseIsRefusedWithItsPlace(String peak, String reason) {
        List<String> heads =
                Configs.problems(Configs.read(fleet(peak), Configs.ENVIRONMENT)).stream()
                        .map(problem -> problem.render().lines().findFirst().orElseThrow())
                        .toList();
        assertThat(heads)
                .singleElement()
                .asString()
                .startsWith("fleetward.yaml:11:")
                .contains(reason);
    }
}
