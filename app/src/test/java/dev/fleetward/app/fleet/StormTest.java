package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.Transition;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One endpoint of fifteen features dies under load and comes back. All but the first three can go
/// elsewhere. These three, of three owners, break their promises, and so does the endpoint.
final class StormTest {
    private static final int FEATURES = 15;

    /// The first features, which have no other endpoint.
    private static final int ALONE = 3;

    private static final List<String> OWNERS = List.of("platform", "search", "ads", "mail");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BODY =
            "{\"model\":\"storm\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=5]]\"}]}";

    private final List<NewKey> keys = new ArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    /// What a caller saw. Times are monotonic.
    private record Call(int feature, long began, long ended, int status, String endpoint) {
        boolean couldGoElsewhere() {
            return feature >= ALONE;
        }
    }

    private String configuration(String standard, Hook hook) {
        StringBuilder features = new StringBuilder("features:\n");
        StringBuilder hashes = new StringBuilder("keys:\n");
        for (int i = 0; i < FEATURES; i++) {
            NewKey key = NewKey.create(new SecureRandom());
            keys.add(key);
            features.append(
                    "  feature-%d: { owner: %s, class: standard, tier: 2, routes: [%s], slo: { success: 99%% } }\n"
                            .formatted(
                                    i,
                                    OWNERS.get(1 + i % (OWNERS.size() - 1)),
                                    i < ALONE ? "alone" : "storm"));
            hashes.append(
                    "  - { sha256: \"%s\", feature: feature-%d }\n".formatted(key.sha256(), i));
        }
        StringBuilder owners = new StringBuilder("owners: { ");
        StringBuilder hooks = new StringBuilder("notifications:\n");
        for (String owner : OWNERS) {
            hooks.append(hook.entry(owner));
            if (!owner.equals("platform")) {
                owners.append("%s: { contact: %s@example.com }, ".formatted(owner, owner));
            }
        }
        return standard.replace("owners: { ", owners)
                        .replace(
                                "routes:\n",
                                "routes:\n  storm: { endpoints: [openai-a, openai-b] }\n"
                                        + "  alone: { endpoints: [openai-a] }\n")
                        .replace(
                                "  openai-a: { provider: openai-a, model",
                                "  openai-a: { slo: { success: 99% }, provider: openai-a, model")
                        .replace("features:\n", features)
                        .replace("keys:\n", hashes)
                + hooks
                + "health: { firstPause: 300ms, longestPause: 1s }\n";
    }

    @Test
    void oneIncidentOnePagePerOwnerAndCallersAreServedAllTheWhile() throws Exception {
        try (Hook hook = new Hook();
                TestFleet fleet = TestFleet.start(standard -> configuration(standard, hook))) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < FEATURES; i++) {
                int feature = i;
                callers.add(Thread.ofVirtual().start(() -> callUntilOver(fleet, feature)));
            }
            await(() -> calls.size() >= 300);

            long died = System.nanoTime();
            fleet.provider("openai-a").down().await(10, TimeUnit.SECONDS);
            await(() -> burning(fleet).size() == ALONE + 1);
            int whileDown = calls.size();
            await(() -> calls.size() > whileDown + 100);

            long seen = transitions(fleet).getLast().sequence();
            fleet.provider("openai-a").up().await(10, TimeUnit.SECONDS);
            await(() -> state(fleet) == State.CLOSED);
            int back = calls.size();
            await(() -> calls.size() > back + 200);
            over = true;
            for (Thread caller : callers) {
                caller.join();
            }

            JsonNode incidents = incidents(fleet);
            assertThat(incidents).as(incidents.toString()).hasSize(1);
            assertThat(incidents.at("/0/cause/name").asString("")).isEqualTo("openai-a");
            assertThat(incidents.at("/0/contacts/0/owner").asString("")).isEqualTo("platform");
            JsonNode alerts = incidents.at("/0/alerts");
            assertThat(alerts.at("/0/kind").asString("")).isEqualTo("endpoint_down");
            assertThat(alerts.at("/0/words").asString("")).startsWith("openai-a: calls fail: ");
            assertThat(alerts).as("it, the endpoint's burn, three features'").hasSize(ALONE + 2);
            for (String owner : OWNERS) {
                await(() -> hook.opened(owner) > 0);
                assertThat(hook.opened(owner)).as(owner).isEqualTo(1);
            }
            assertServed(died);
            assertFailedOverSoon(fleet);
            assertCameBackOnceAndGradually(fleet, seen);
        }
    }

    /// The words of the alerts that a budget burns.
    private static List<String> burning(TestFleet fleet) throws Exception {
        List<String> words = new ArrayList<>();
        for (JsonNode incident : incidents(fleet)) {
            for (JsonNode alert : incident.path("alerts")) {
                if (alert.path("kind").asString("").equals("burn")) {
                    words.add(alert.path("words").asString(""));
                }
            }
        }
        return words;
    }

    private void callUntilOver(TestFleet fleet, int feature) {
        String body = feature < ALONE ? BODY.replace("\"storm\"", "\"alone\"") : BODY;
        HttpRequest request =
                HttpRequest.newBuilder(fleet.url().resolve("/v1/chat/completions"))
                        .timeout(Duration.ofSeconds(30))
                        .header("authorization", "Bearer " + keys.get(feature).key())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            while (!over) {
                long began = System.nanoTime();
                HttpResponse<String> answer = fleet.send(request);
                calls.add(
                        new Call(
                                feature,
                                began,
                                System.nanoTime(),
                                answer.statusCode(),
                                answer.headers().firstValue("fleetward-endpoint").orElse("")));
                Thread.sleep(20);
            }
        } catch (java.io.IOException lost) {
            calls.add(new Call(feature, 0, Long.MAX_VALUE, -1, ""));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever could go elsewhere and was not under way when it died has an answer.
    private void assertServed(long died) {
        List<Call> failed =
                calls.stream()
                        .filter(call -> call.couldGoElsewhere() && call.status() != 200)
                        .toList();
        assertThat(failed)
                .as("failed calls")
                .allMatch(call -> call.began() <= died && call.ended() >= died);
        System.out.printf(
                "storm: %d calls, %d failed, all of them under way when it died%n",
                calls.size(), failed.size());
    }

    private static void assertFailedOverSoon(TestFleet fleet) throws Exception {
        JsonNode rows =
                fleet.ledger(
                        """
                        SELECT (second.sent_ns - first.settled_ns) / 1000000.0 AS millis,
                          rank() OVER (ORDER BY first.settled_ns) AS place
                        FROM events AS first JOIN events AS second
                          ON second.call_id = first.call_id AND second.attempt = first.attempt + 1
                        WHERE first.endpoint = 'openai-a' AND first.outcome = 'failed'
                          AND second.endpoint = 'openai-b'
                        ORDER BY millis
                        """);
        assertThat(rows).as("calls that failed over").isNotEmpty();
        double median = rows.get(rows.size() / 2).get(0).asDouble();
        double first = -1;
        for (JsonNode row : rows) {
            first = row.get(1).asInt() == 1 ? row.get(0).asDouble() : first;
        }
        System.out.printf(
                "storm: %d calls failed over, from failure to the next request p50 %.1f ms, the first"
                        + " %.1f ms, p95 %.1f ms, max %.1f ms%n",
                rows.size(),
                median,
                first,
                rows.get((int) Math.ceil(rows.size() * 0.95) - 1).get(0).asDouble(),
                rows.get(rows.size() - 1).get(0).asDouble());
        assertThat(first).as("there is a first").isNotNegative();
        assertThat(median).isLessThan(100);
    }

    private static void assertCameBackOnceAndGradually(TestFleet fleet, long seen) {
        List<State> steps =
                transitions(fleet).stream()
                        .filter(step -> step.sequence() > seen)
                        .map(Transition::to)
                        .toList();
        System.out.println("storm: after its return " + steps);
        int ramp = steps.indexOf(State.RAMP_UP);
        assertThat(ramp).as(steps.toString()).isNotNegative();
        assertThat(steps.subList(ramp, steps.size()))
                .as("no second outage")
                .doesNotContain(State.OPEN)
                .containsExactly(State.RAMP_UP, State.CLOSED);
    }

    private static JsonNode incidents(TestFleet fleet) throws Exception {
        return fleet.admin("/v1/incidents").path("incidents");
    }

    private static State state(TestFleet fleet) {
        return fleet.node().view().endpoints().stream()
                .filter(view -> view.endpoint().equals("openai-a"))
                .map(view -> view.health().state())
                .findFirst()
                .orElseThrow();
    }

    private static List<Transition> transitions(TestFleet fleet) {
        return fleet.node().view().transitionsAfter(0).stream()
                .filter(step -> step.endpoint().equals("openai-a"))
                .toList();
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
