package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.Cause;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.testbed.provider.FaultBoard;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Breakers and residency over real sockets; among them complaints that were made of other
/// gateways, each under its own name.
final class BreakerTest {
    /// Pauses that no test waits out, and one malformed answer in a thousand that is enough.
    private static final String HEALTH =
            """
            health: { firstPause: 10m, longestPause: 10m, form: { expected: 0.1%, alarm: 50%, threshold: 2 } }
            """;

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(BreakerTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        return standard.replace(
                                "endpoints:\n",
                                """
                                endpoints:
                                  asks: { provider: openai-a, model: "asks+429=60s", region: us, zone: us, pool: wide, owner: platform }
                                  asks-briefly: { provider: openai-a, model: "briefly+429-ms=300", region: us, zone: us, pool: wide, owner: platform }
                                  failing: { provider: openai-a, model: "failing+500", region: us, zone: us, pool: wide, owner: platform }
                                  broke: { provider: openai-a, model: "broke+quota", region: us, zone: us, pool: wide, owner: platform }
                                  worse: { provider: anthropic-b, model: claude-sonnet-4-5, region: us, zone: us, pool: wide, owner: platform }
                                  first: { provider: openai-a, model: "first+500", region: us, zone: us, pool: wide, owner: platform }
                                  akin: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform }
                                  apart: { provider: openai-b, model: gpt-4o-mini, region: eu, zone: eu, pool: wide, owner: platform }
                                  european-1: { provider: openai-a, model: "e1+500", region: eu, zone: eu, pool: wide, owner: platform }
                                  european-2: { provider: openai-a, model: "e2+refuse", region: eu, zone: eu, pool: wide, owner: platform }
                                  american: { provider: openai-b, model: american, region: us, zone: us, pool: wide, owner: platform }
                                  unplaced: { provider: openai-b, model: unplaced, pool: wide, owner: platform }
                                """)
                        .replace(
                                "routes:\n",
                                """
                                routes:
                                  asks: { endpoints: [asks, openai-b] }
                                  asks-briefly: { endpoints: [asks-briefly, openai-b] }
                                  failing: { endpoints: [failing, openai-b] }
                                  broke: { endpoints: [broke, openai-b] }
                                  worse: { endpoints: [worse, openai-b] }
                                  worse-alone: { endpoints: [worse] }
                                  akin: { endpoints: [first, akin, apart] }
                                  world: { endpoints: [european-1, american, european-2, unplaced] }
                                  weighted-world: { strategy: weighted, endpoints: [european-1, american, european-2, unplaced] }
                                  america: { endpoints: [american, unplaced] }
                                  in-route: { endpoints: [american, european-1], zones: [eu] }
                                """)
                        .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                        .replaceFirst(
                                "routes: \\[only-other\\]",
                                "zones: [eu], routes: [only-other, world, weighted-world, america]")
                + HEALTH
                + "limits: { retryBudget: 100%, attempts: 5 }\n";
    }

    private static RawCall.Answer ask(String route) throws Exception {
        return RawCall.send(fleet, "/v1/chat/completions", body(route)).readAll();
    }

    private static RawCall.Answer askFromEurope(String route) throws Exception {
        return RawCall.send(
                        fleet,
                        "/v1/chat/completions",
                        body(route),
                        "authorization",
                        "Bearer " + fleet.key("other"))
                .readAll();
    }

    private static String body(String route) {
        return """
        {"model":"%s","messages":[{"role":"user","content":"say [[output=5]]"}]}\
        """
                .formatted(route);
    }

    private static HealthView health(String endpoint) {
        return fleet.node().view().endpoints().stream()
                .filter(it -> it.endpoint().equals(endpoint))
                .map(GatewayView.EndpointView::health)
                .findFirst()
                .orElseThrow();
    }

    private static List<Transition> steps(String endpoint) {
        return fleet.node().view().transitionsAfter(0).stream()
                .filter(step -> step.endpoint().equals(endpoint))
                .toList();
    }

    private static long attemptsAt(String endpoint) throws Exception {
        return fleet.ledger("select count(*) from events where endpoint = '" + endpoint + "'")
                .get(0)
                .get(0)
                .asLong();
    }

    /// LiteLLM #7669: the provider's `retry-after` was ignored.
    @Test
    void retryAfterIsHonoured() throws Exception {
        assertThat(ask("asks").header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(health("asks").state()).isEqualTo(State.OPEN);
        assertThat(health("asks").cause()).isEqualTo(Cause.ASKED);
        assertThat(health("asks").remainingNanos())
                .isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60));

        for (int i = 0; i < 5; i++) {
            RawCall.Answer answer = ask("asks");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("fleetward-attempts")).isEqualTo("1");
        }
        assertThat(attemptsAt("asks")).isEqualTo(1);
    }

    @Test
    void afterRetryAfterAllCallsComeBackAtOnce() throws Exception {
        ask("asks-briefly");
        TestFleet.await("the time is over", () -> health("asks-briefly").state() == State.CLOSED);

        assertThat(steps("asks-briefly"))
                .extracting(Transition::event)
                .containsExactly(Event.ASKED_TO_WAIT, Event.WAIT_OVER);
        long waited =
                steps("asks-briefly").get(1).atNanos() - steps("asks-briefly").get(0).atNanos();
        assertThat(waited).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
    }

    /// LiteLLM #40130 and its pull request #34836: 25 server errors in a row left the deployment in
    /// rotation, and the cool-down came late.
    @Test
    void twentyFiveServerErrorsInARowLeaveTheRotationAtOnce() throws Exception {
        for (int i = 0; i < 25; i++) {
            RawCall.Answer answer = ask("failing");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("fleetward-attempts")).isEqualTo(i < 3 ? "2" : "1");
        }

        assertThat(attemptsAt("failing")).isEqualTo(3);
        assertThat(steps("failing"))
                .singleElement()
                .satisfies(step -> assertThat(step.words()).startsWith("3 failures in a row"));
    }

    @Test
    void anAccountWithoutCreditIsHeldAndSaysSo() throws Exception {
        assertThat(ask("broke").status()).isEqualTo(200);
        assertThat(health("broke").state()).isEqualTo(State.HELD);

        var shown = fleet.admin("/v1/fleet").path("endpoints");
        for (var endpoint : shown) {
            if (endpoint.path("name").asString("").equals("broke")) {
                assertThat(endpoint.path("state").asString("")).isEqualTo("held");
                assertThat(endpoint.path("standing").asString(""))
                        .isEqualTo("held: its account is refused");
            }
        }
        assertThat(ask("broke").header("fleetward-attempts")).isEqualTo("1");
    }

    @Test
    void trafficLeavesAnswersThatBecameWorseUnlessThereIsNothingElse() throws Exception {
        var faults = fleet.provider("anthropic-b").faults();
        faults.set(List.of(FaultBoard.Rule.parse("truncated-json")));
        assertThat(ask("worse").header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(health("worse").state()).isEqualTo(State.OPEN);
        assertThat(health("worse").cause()).isEqualTo(Cause.MEANING);
        assertThat(health("worse").words()).contains("malformed answers");

        faults.clear();
        RawCall.Answer elsewhere = ask("worse");
        assertThat(elsewhere.header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(elsewhere.header("fleetward-attempts")).isEqualTo("1");
        RawCall.Answer alone = ask("worse-alone");
        assertThat(alone.status()).as(alone.body()).isEqualTo(200);
        assertThat(alone.header("fleetward-endpoint")).isEqualTo("worse");
    }

    @Test
    void whatSharesTheFailedOnesProviderIsTriedLast() throws Exception {
        assertThat(ask("akin").header("fleetward-endpoint")).isEqualTo("apart");
    }

    @Test
    void whenEveryEndpointInTheZoneIsDeadTheCallIsRefusedAndServedNowhereElse() throws Exception {
        for (String route : List.of("world", "weighted-world")) {
            for (int i = 0; i < 10; i++) {
                RawCall.Answer answer = askFromEurope(route);
                assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(500);
            }
            RawCall.Answer last = askFromEurope(route);
            assertThat(last.status()).isEqualTo(503);
            assertThat(last.body()).contains("zone eu");
        }

        assertThat(attemptsAt("european-1")).isPositive();
        assertThat(attemptsAt("european-2")).isPositive();
        assertThat(
                        fleet.ledger(
                                        "select count(*) from events where feature = 'other'"
                                                + " and endpoint is not null and zone is distinct from 'eu'")
                                .get(0)
                                .get(0)
                                .asLong())
                .isZero();
    }

    @Test
    void aRouteOutsideOfTheFeaturesZonesIsForbiddenAndSaysWhy() throws Exception {
        RawCall.Answer answer = askFromEurope("america");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("zone eu").contains("america");
    }

    @Test
    void theRoutesOwnZonesHoldToo() throws Exception {
        RawCall.Answer answer = ask("in-route");

        assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(500);
        assertThat(
                        fleet.ledger(
                                        "select count(*) from events where route = 'in-route'"
                                                + " and zone = 'us'")
                                .get(0)
                                .get(0)
                                .asLong())
                .isZero();
    }
}
