package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Small questions with known answers, over real sockets.
final class ProbesTest {
    private static final String PROBES = "probes: { every: 100ms, quick: 50ms, budget: 5 USD }";
    private static final String PINNED =
            "{\"model\":\"openai\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(PROBES, "");
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @AfterEach
    void clear() {
        fleet.clearFaults();
    }

    private static JsonNode of(String endpoint) throws Exception {
        return of(fleet, endpoint);
    }

    private static JsonNode of(TestFleet asked, String endpoint) throws Exception {
        for (JsonNode each : asked.admin("/v1/probes").path("endpoints")) {
            if (each.path("endpoint").asString("").equals(endpoint)) {
                return each;
            }
        }
        throw new AssertionError("no probes of " + endpoint);
    }

    private static long count(String endpoint, String verdict) {
        return count(fleet, endpoint, verdict);
    }

    private static long count(TestFleet asked, String endpoint, String verdict) {
        try {
            return of(asked, endpoint).path("counts").path(verdict).asLong();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void endpointsThatNobodyUsesAreAskedAndKnowTheAnswers() throws Exception {
        for (String endpoint :
                List.of("openai-a", "openai-b", "anthropic-a", "anthropic-b", "gemini-a")) {
            TestFleet.await("it was asked everything", () -> count(endpoint, "good") >= 5);
            assertThat(count(endpoint, "wrong")).as(of(endpoint).toString()).isZero();
        }
    }

    @Test
    void probesAreInTheLedgerAndEndWhenTheConfigurationNoLongerWantsThem() throws Exception {
        try (TestFleet own = TestFleet.start(PROBES, "")) {
            TestFleet.await("some were made", () -> good(own, "anthropic-b") >= 3);
            Path file = own.folder().resolve("fleetward.yaml");
            Files.writeString(file, Files.readString(file).replace(PROBES, ""));
            TestFleet.await("they ended", () -> !isOn(own));
            assertThat(
                            own.ledger(
                                            "SELECT DISTINCT feature, origin, class, route FROM events"
                                                    + " WHERE endpoint = 'anthropic-b'"
                                                    + " AND outcome = 'succeeded'")
                                    .toString())
                    .isEqualTo(
                            "[[\"fleetward-probes\",\"eval\",\"background\",\"fleetward-probes\"]]");
        }
    }

    private static long good(TestFleet of, String endpoint) {
        return count(of, endpoint, "good");
    }

    private static boolean isOn(TestFleet of) {
        try {
            return of.admin("/v1/probes").path("on").asBoolean();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void callersCannotChooseTheEndpoint() throws Exception {
        RawCall.Answer answer =
                RawCall.send(
                                fleet,
                                "/v1/chat/completions",
                                PINNED,
                                "fleetward-pin-endpoint",
                                "openai-b")
                        .readAll();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("fleetward-pin-endpoint");
    }

    @Test
    void theirKeyIsNowhereOnTheDisk() throws Exception {
        TestFleet.await("probes were made", () -> count("openai-a", "good") > 0);
        // Its beginning is that of all keys, and the testers' are not on the disk either.
        try (var files = Files.walk(fleet.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(
                                new String(
                                        Files.readAllBytes(file),
                                        java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("Bearer fw-", "\"fw-");
            }
        }
    }

    @Test
    void anEndpointWhoseAnswersAreMalformedIsTakenOutOfServiceAndComesBackByProbesAlone()
            throws Exception {
        fleet.provider("openai-b").faults().set(List.of(Rule.parse("truncated-json")));
        TestFleet.await("its breaker opened", () -> !isClosed("openai-b"));
        assertThat(count("openai-b", "failed")).isPositive();
        fleet.provider("openai-b").faults().clear();
        TestFleet.await(
                "its breaker let trials through", () -> state("openai-b").equals("ramp_up"));
    }

    private static String state(String endpoint) {
        return fleet.node().view().endpoints().stream()
                .filter(view -> view.endpoint().equals(endpoint))
                .map(view -> view.health().state().label())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isClosed(String endpoint) {
        return state(endpoint).equals("closed");
    }

    @Test
    void whatCameOfThemOutlivesARestart() throws Exception {
        TestFleet.await("some were made", () -> count("anthropic-a", "good") >= 3);
        fleet.restart();
        assertThat(count("anthropic-a", "good")).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whereNoneAreWantedNoneAreMade() throws Exception {
        try (TestFleet quiet = TestFleet.start()) {
            JsonNode probes = quiet.admin("/v1/probes");
            assertThat(probes.path("on").asBoolean(true)).isFalse();
            assertThat(probes.path("endpoints")).hasSize(6);
            assertThat(quiet.admin("/v1/features").toString()).doesNotContain("fleetward-probes");
        }
    }
}
