package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthAndZonesTest {
    private static List<String> heads(String text) {
        return Configs.problems(Configs.read(text, Configs.ENVIRONMENT)).stream()
                .map(problem -> problem.render().lines().findFirst().orElseThrow())
                .toList();
    }

    private static final String FLEET =
            """
            owners: { o: { contact: o@example.com } }
            providers: { p: { dialect: openai, url: http://127.0.0.1:1/v1, owner: o } }
            pools: { pool: { requestsPerMinute: 500, accounting: openai } }
            endpoints:
              here: { provider: p, model: gpt-4o, zone: eu, pool: pool, owner: o }
              there: { provider: p, model: gpt-4o, zone: us, pool: pool, owner: o }
              nowhere: { provider: p, model: gpt-4o, pool: pool, owner: o }
            routes:
              both: { endpoints: [here, there] }
              abroad: { endpoints: [there, nowhere] }
              european: { endpoints: [there, here], zones: [eu] }
            features:
              f: { owner: o, class: standard, tier: 2, routes: [both, european], zones: [eu] }
            keys:
              - { sha256: "0000000000000000000000000000000000000000000000000000000000000000", feature: f }
            """;

    private static String with(String old, String now) {
        assertThat(FLEET).contains(old);
        return FLEET.replace(old, now);
    }

    @Test
    void zonesThatSomeEndpointHasAreSound() {
        assertThat(heads(FLEET)).isEmpty();
    }

    @Test
    void aFeatureThatNoEndpointMayServeIsAnError() {
        assertThat(
                        heads(
                                with(
                                        "routes: [both, european], zones: [eu]",
                                        "routes: [abroad], zones: [eu]")))
                .containsExactly(
                        "fleetward.yaml:13:62: no endpoint that the feature \"f\" may use is in the"
                                + " zone eu (expected: one of us)");
    }

    @Test
    void anEndpointWithoutAZoneIsOutsideEveryZone() {
        assertThat(
                        heads(
                                with("endpoints: [there, nowhere]", "endpoints: [nowhere]")
                                        .replace("routes: [both, european]", "routes: [abroad]")))
                .containsExactly(
                        "fleetward.yaml:13:62: no endpoint that the feature \"f\" may use is in the"
                                + " zone eu (none of them has a zone)");
    }

    @Test
    void aRouteThatAFeatureCannotUseIsAWarning() {
        assertThat(heads(with("routes: [both, european]", "routes: [both, abroad]")))
                .singleElement()
                .asString()
                .contains("warning")
                .contains("no endpoint of the route \"abroad\" is in the zone eu");
    }

    @Test
    void whatIsWrittenAndDoesNothingIsAWarning() {
        String text =
                with(
                                "european: { endpoints: [there, here], zones: [eu] }",
                                "european: { endpoints: [here], zones: [], hedge: {}, slo: {} }")
                        .replace("zones: [eu] }\nkeys", "zones: [eu], onBurn: [freeze] }\nkeys")
                        .replace(
                                "both: { endpoints: [here, there] }",
                                "both: { endpoints: [here, there], slo: { success: 100% } }");
        assertThat(String.join("\n", heads(text)))
                .contains(
                        "warning: zones: empty",
                        "there is none to hedge with",
                        "the slo promises nothing",
                        "has no error budget to burn",
                        "success of 100% has no error budget");
    }

    @Test
    void aFallbackOutsideTheZonesOfItsRouteIsAWarning() {
        assertThat(
                        heads(
                                with(
                                        "zones: [eu] }\nfeatures",
                                        "zones: [eu], fallback: { route: abroad } }\nfeatures")))
                .singleElement()
                .asString()
                .contains(
                        "fleetward.yaml:11:73: warning: no endpoint of the fallback \"abroad\" is in"
                                + " the zone eu: the route \"european\" never falls back");
        assertThat(
                        heads(
                                with(
                                        "zones: [eu] }\nfeatures",
                                        "zones: [eu], fallback: { route: both } }\nfeatures")))
                .isEmpty();
    }

    @Test
    void aRouteWhoseZonesNoEndpointHasIsAnError() {
        assertThat(heads(with("zones: [eu] }\nfeatures", "zones: [asia] }\nfeatures")))
                .containsExactly(
                        "fleetward.yaml:11:41: no endpoint of the route \"european\" is in the zone"
                                + " asia (expected: one of eu, us)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    region: global,                            | the region "global" reaches out of the zone "eu"
                    region: europe,                            | the region "europe" reaches out of the zone "eu"
                    region: us-east-1,                         | the region "us-east-1" lies outside of the zone "eu"
                    model: global.anthropic.claude-sonnet-4-5, | the model's profile for "global" reaches out of the zone "eu"
                    model: us.anthropic.claude-sonnet-4-5,     | the model's profile for "us" lies outside of the zone "eu"
                    """)
    void anEndpointThatIsNotWhereItsZoneSaysIsRefusedUnlessItsWordIsTaken(
            String written, String told) {
        String text =
                written.startsWith("model")
                        ? with(
                                "  here: { provider: p, model: gpt-4o,",
                                "  here: { provider: p, " + written)
                        : with("  here: { provider: p,", "  here: { provider: p, " + written);
        assertThat(heads(text))
                .singleElement()
                .asString()
                .startsWith("fleetward.yaml:5:")
                .doesNotContain("warning")
                .contains(told)
                .contains("`residency: declared`");
        assertThat(heads(text + "residency: declared\n"))
                .singleElement()
                .asString()
                .contains("warning: " + told);
    }

    @Test
    void anEndpointInsideItsZoneAndOneOfWhichNobodyKnowsAreSound() {
        assertThat(
                        heads(
                                with(
                                        "  here: { provider: p, model: gpt-4o,",
                                        "  here: { provider: p, model:"
                                                + " eu.anthropic.claude-sonnet-4-5, region:"
                                                + " eu-central-1,")))
                .isEmpty();
        assertThat(heads(with("  here: { provider: p,", "  here: { provider: p, region: rack-7,")))
                .isEmpty();
    }

    @Test
    void theRulesOfHealthHaveTheirDefaults() {
        assertThat(Configs.loaded(FLEET).snapshot().health()).isEqualTo(HealthRules.DEFAULT);
    }

    @Test
    void theRulesOfHealthCanBeSet() {
        HealthRules rules =
                Configs.loaded(
                                FLEET
                                        + "health: { failuresInARow: 5, firstPause: 500ms, trialCalls:"
                                        + " 1, form: { expected: 1%, alarm: 4%, threshold: 8 } }\n")
                        .snapshot()
                        .health();

        assertThat(rules.failuresInARow()).isEqualTo(5);
        assertThat(rules.firstPauseNanos()).isEqualTo(500_000_000L);
        assertThat(rules.trialCalls()).isEqualTo(1);
        assertThat(rules.form())
                .isEqualTo(new HealthRules.Chart(new Percent(10_000), new Percent(40_000), 8));
        assertThat(rules.schema()).isEqualTo(HealthRules.DEFAULT.schema());
    }

    @Test
    void rulesOfHealthThatCannotHoldAreErrorsWithTheirLine() {
        assertThat(heads(FLEET + "health: { firstPause: 2m }\n"))
                .singleElement()
                .asString()
                .startsWith("fleetward.yaml:16:")
                .contains("longestPause: 1m")
                .contains("(expected: 2m..24h)");
        assertThat(heads(FLEET + "health: { errors: { expected: 5%, alarm: 2% } }\n"))
                .singleElement()
                .asString()
                .startsWith("fleetward.yaml:16:")
                .contains("2% (expected: 5.0001%..90%)");
    }
}
