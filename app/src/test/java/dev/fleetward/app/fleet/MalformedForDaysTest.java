package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A secondary provider returns malformed answers, and no caller is there to notice: probes find
/// it, its owner is told once, and calls no longer go there.
final class MalformedForDaysTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static TestFleet start(Hook hook) throws Exception {
        return TestFleet.start(standard ->
                standard.replace(
                                        "owners: { platform:",
                                        "owners: { search: { contact: search@example.com, oncall: \"https://pager.example.com/search\" }, platform:")
                                .replace(
                                        "routes:\n",
                                        "routes:\n  second-first: { endpoints: [openai-b, openai-a] }\n")
                                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                                .replaceFirst(
                                        "(  openai-b: \\{ provider: openai-b, model.*)owner: platform",
                                        "$1owner: search")
                        + "probes: { every: 100ms, quick: 50ms, budget: 100 USD }\n"
                        + "health: { firstRest: 10m }\n"
                        + "notifications:\n"
                        + hook.entry("search")
                        + hook.entry("platform"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncated-json=100%", "truncated-json=30%"})
    void aFallbackThatNobodyUsesIsFoundItsOwnerIsToldOnceAndCallsGoElsewhere(String fault)
            throws Exception {
        try (Hook hook = new Hook();
                TestFleet fleet = start(hook)) {
            fleet.provider("openai-b").faults().set(List.of(Rule.parse(fault)));

            JsonNode incident = awaitIncident(fleet);
            assertThat(incident.at("/cause/name").asString("")).isEqualTo("openai-b");
            assertThat(incident.at("/contacts/0/owner").asString("")).isEqualTo("search");
            assertThat(fleet.admin("/v1/incidents").path("incidents")).hasSize(1);
            for (int i = 0; i < 5; i++) {
                RawCall.Answer answer =
                        RawCall.send(
                                        fleet,
                                        "/v1/chat/completions",
                                        "{\"model\":\"second-first\",\"messages\":[{\"role\":\"user\","
                                                + "\"content\":\"[[output=5]]\"}]}")
                                .readAll();
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers()).containsEntry("fleetward-endpoint", "openai-a");
            }
            await(() -> hook.opened("search") > 0);
            assertThat(hook.opened("search")).isEqualTo(1);
            assertThat(hook.opened("platform")).isZero();
        }
    }

    private static JsonNode awaitIncident(TestFleet fleet) throws Exception {
        await(() -> !fleet.admin("/v1/incidents").path("incidents").isEmpty());
        return fleet.admin("/v1/incidents").path("incidents").get(0);
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            Thread.sleep(50);
        }
    }
}
