package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which endpoint gets a call: by weight, and not while it is drained or its breaker is open.
final class RouteTest {
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(RouteTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        return standard.replace(
                        "pools:\n",
                        "pools:\n  counted: { tokensPerMinute: 10M, accounting: openai }\n")
                .replace(
                        "endpoints:\n",
                        """
                        endpoints:
                          drained: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform, drained: true }
                          fragile: { provider: anthropic-a, model: claude-sonnet-4-5, region: us, zone: us, pool: wide, owner: platform }
                          counted-openai: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: counted, owner: platform }
                          counted-anthropic: { provider: anthropic-a, model: claude-sonnet-4-5, region: us, zone: us, pool: counted, owner: platform }
                          failing: { provider: openai-a, model: "failing+500", region: us, zone: us, pool: wide, owner: platform }
                        """)
                .replace(
                        "routes:\n",
                        """
                        routes:
                          weighted: { strategy: weighted, endpoints: [{ endpoint: openai-a, weight: 3 }, openai-b] }
                          cheapest: { strategy: cheapest, endpoints: [failing, anthropic-b, openai-b] }
                          fastest: { strategy: fastest, endpoints: [anthropic-b, openai-b] }
                          past-drained: { endpoints: [drained, openai-b] }
                          all-drained: { endpoints: [drained] }
                          fragile: { endpoints: [fragile, anthropic-b] }
                          fragile-alone: { endpoints: [fragile] }
                          failing: { endpoints: [failing, openai-b] }
                          short: { endpoints: [counted-openai], maxOutputTokens: 12 }
                          short-translated: { endpoints: [counted-anthropic], maxOutputTokens: 12 }
                        """)
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "");
    }

    private static RawCall.Answer ask(String route) throws Exception {
        String body =
                "{\"model\":\""
                        + route
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=1]]\"}]}";
        return RawCall.send(fleet, "/v1/chat/completions", body).readAll();
    }

    private static RawCall.Answer askFor(String route, int most) throws Exception {
        String body =
                """
                {"model":"%s","max_tokens":%d,"messages":[{"role":"user","content":"[[output=40]]"}]}\
                """
                        .formatted(route, most);
        return RawCall.send(fleet, "/v1/chat/completions", body).readAll();
    }

    @Test
    void theCheapestTakesTheCallAndWhatHasNoPriceComesLast() throws Exception {
        RawCall.Answer answer = ask("cheapest");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("fleetward-endpoint", "openai-b")
                .containsEntry("fleetward-attempts", "1");
    }

    @Test
    void whereNothingIsKnownOfItsHourTheFastestIsAsWritten() throws Exception {
        assertThat(ask("fastest").headers()).containsEntry("fleetward-endpoint", "anthropic-b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "short-translated"})
    void aRouteLowersWhatCallsDeclareAndCountsWhatThatWins(String route) throws Exception {
        long before = fleet.node().view().counters().outputTokensWon();
        RawCall.Answer answer = askFor(route, 100_000);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"length\"").contains("\"completion_tokens\":12");
        assertThat(fleet.node().view().counters().outputTokensWon() - before)
                .isBetween(99_000L, 100_000L);

        assertThat(askFor(route, 5).body()).contains("\"completion_tokens\":5");
        assertThat(fleet.node().view().counters().outputTokensWon() - before)
                .isLessThanOrEqualTo(100_000L);
    }

    private static long remainingNanos(String endpoint) {
        return fleet.node().view().endpoints().stream()
                .filter(it -> it.endpoint().equals(endpoint))
                .mapToLong(it -> it.health().remainingNanos())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWeightedRouteDrawsByWeight() throws Exception {
        Map<String, Integer> served = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            served.merge(ask("weighted").header("fleetward-endpoint"), 1, Integer::sum);
        }
        // Five standard deviations (6.1) around three quarters.
        assertThat(served.keySet()).containsExactlyInAnyOrder("openai-a", "openai-b");
        assertThat(served.get("openai-a")).isBetween(119, 181);
    }

    @Test
    void aDrainedEndpointIsSkipped() throws Exception {
        RawCall.Answer answer = ask("past-drained");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(answer.header("fleetward-attempts")).isEqualTo("1");
    }

    @Test
    void aRouteWithoutUsableEndpointsSaysSo() throws Exception {
        RawCall.Answer answer = ask("all-drained");
        assertThat(answer.status()).isEqualTo(503);
        // Nobody knows when an endpoint that was drained by hand comes back.
        assertThat(answer.header("retry-after")).isEmpty();
        assertThat(Told.of(answer).error()).isNotEmpty();
    }

    @Test
    void anEndpointThatIsDownIsLeftAloneAndComesBack() throws Exception {
        fleet.provider("anthropic-a").down().await();
        RawCall.Answer first = ask("fragile");
        assertThat(first.header("fleetward-endpoint")).isEqualTo("anthropic-b");
        assertThat(first.header("fleetward-attempts")).isEqualTo("2");
        assertThat(remainingNanos("fragile")).isPositive();

        RawCall.Answer second = ask("fragile");
        assertThat(second.header("fleetward-endpoint")).isEqualTo("anthropic-b");
        assertThat(second.header("fleetward-attempts")).isEqualTo("1");

        RawCall.Answer alone = ask("fragile-alone");
        assertThat(alone.status()).isEqualTo(503);
        assertThat(alone.header("retry-after")).isNotEmpty();
        assertThat(alone.header("fleetward-attempts")).isEqualTo("0");

        fleet.provider("anthropic-a").up().await();
        TestFleet.await("its pause is over", () -> remainingNanos("fragile") == 0);
        assertThat(ask("fragile").header("fleetward-endpoint")).isEqualTo("fragile");

        var rows =
                fleet.ledger(
                        "select failure, blame, is_last from events where endpoint = 'fragile' and outcome = 'failed'");
        assertThat(rows.toString()).isEqualTo("[[\"connect_failed\",\"network\",false]]");
    }

    @Test
    void threeFailuresInARowOpenAnEndpointsBreaker() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(remainingNanos("failing")).isZero();
            assertThat(ask("failing").header("fleetward-attempts")).isEqualTo("2");
        }
        assertThat(remainingNanos("failing")).isPositive();
        RawCall.Answer next = ask("failing");
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.header("fleetward-attempts")).isEqualTo("1");
    }
}
