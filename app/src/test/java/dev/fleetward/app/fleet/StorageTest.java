package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.node.Node;
import dev.fleetward.app.node.NodeSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What becomes of calls and of what was recorded while the storage behind the gateway is missing,
/// broken or in use.
class StorageTest {
    /// Small, so that few calls fill it.
    private static final String LOG = "limits: { eventSegment: 128KiB, eventSegments: 2 }";

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(LOG, "");
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @Test
    void totalsAreTheSameAfterARestart() throws Exception {
        assertThat(call()).isEqualTo(200);
        fleet.awaitLedger();
        Instant until = Instant.now();
        JsonNode before = fleet.admin("/v1/ledger?by=feature&to=" + until);
        assertThat(before.get("rows").size()).isPositive();

        fleet.restart();
        fleet.awaitLedger();

        assertThat(fleet.admin("/v1/ledger?by=feature&to=" + until)).isEqualTo(before);
    }

    @Test
    void aSecondNodeOnTheSameFolderIsRefusedAndTheFirstServesOn() throws Exception {
        assertThatThrownBy(() -> nodeWithData(fleet.folder().resolve("data")))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("another node uses the data folder");
        assertThat(call()).isEqualTo(200);
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsNamed() {
        Path file = fleet.folder().resolve("fleetward.yaml");
        assertThatThrownBy(() -> nodeWithData(file))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("the data folder " + file + " cannot be written")
                .hasMessageContaining("is no folder");
    }

    @Test
    void aFullLogRefusesCallsUntilTheDatabaseIsBack() throws Exception {
        Path database = fleet.folder().resolve("data/ledger.duckdb");
        fleet.restart(() -> {
            Files.deleteIfExists(database);
            Files.createDirectory(database);
        });
        List<String> served = new ArrayList<>();
        List<HttpResponse<String>> refused = callUntilRefused(served);

        assertThat(refused.getFirst().statusCode()).isEqualTo(503);
        assertThat(refused.getFirst().body()).contains("event log has no room");
        assertThat(fleet.admin("/v1/status").at("/ledger/trouble").asString(""))
                .contains("database: ")
                .contains("event segments wait for the ledger (bound: 4)");
        assertThat(status("/healthz")).isEqualTo(200);
        assertThat(status("/readyz")).isEqualTo(200);

        Files.delete(database);
        awaitServed();
        assertThat(succeeded()).containsAllEntriesOf(once(served));
    }

    @Test
    void aDatabaseThatIsBrokenOrGoneLosesNothingRecordedMeanwhile() throws Exception {
        Path database = fleet.folder().resolve("data/ledger.duckdb");
        fleet.restart(() -> Files.writeString(database, "no database at all"));
        List<String> served = new ArrayList<>();
        served.add(callId(fleet.send(request())));
        awaitTrouble("database: ");

        fleet.restart(() -> Files.delete(database));

        served.add(callId(fleet.send(request())));
        fleet.awaitLedger();
        assertThat(succeeded()).containsAllEntriesOf(once(served));
    }

    private static Node nodeWithData(Path data) throws InterruptedException {
        return Node.start(
                new NodeSettings(
                        fleet.folder().resolve("fleetward.yaml"),
                        data,
                        Map.of("FLEETWARD_TEST_SECRET", TestFleet.SECRET),
                        new SystemClock(),
                        new SecureRandom(),
                        1,
                        null,
                        null,
                        List.of()));
    }

    private static HttpRequest request() {
        return fleet.post(
                        "/v1/chat/completions",
                        """
                        {"model":"openai","messages":[{"role":"user","content":"[[output=1]]"}]}
                        """)
                .build();
    }

    private static int call() throws Exception {
        return fleet.send(request()).statusCode();
    }

    private static String callId(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("fleetward-call-id").orElseThrow();
    }

    private static int status(String path) throws Exception {
        return fleet.send(HttpRequest.newBuilder(fleet.node().adminUrl().resolve(path)).build())
                .statusCode();
    }

    /// Calls in batches until one finds no room; the ids of those that were served.
    private static List<HttpResponse<String>> callUntilRefused(List<String> served) {
        List<HttpResponse<String>> refused = new ArrayList<>();
        for (int batch = 0; batch < 200 && refused.isEmpty(); batch++) {
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(fleet.http().sendAsync(request(), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                HttpResponse<String> answer = call.join();
                if (answer.statusCode() == 200) {
                    served.add(callId(answer));
                } else {
                    refused.add(answer);
                }
            }
        }
        assertThat(refused).isNotEmpty();
        return refused;
    }

    /// Waits, within a limit, until calls are served and the ledger has all.
    private static void awaitServed() throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int inARow = 0;
        // Both event loops must have room again.
        while (inARow < 8) {
            assertThat(System.nanoTime()).as("served again in time").isLessThan(limit);
            inARow = call() == 200 ? inARow + 1 : 0;
            Thread.sleep(20);
        }
        fleet.awaitLedger();
    }

    private static void awaitTrouble(String words) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        String trouble = "";
        while (!trouble.contains(words)) {
            assertThat(System.nanoTime()).as("trouble: " + trouble).isLessThan(limit);
            trouble = fleet.admin("/v1/status").at("/ledger/trouble").asString("");
            Thread.sleep(20);
        }
    }

    /// How often each call is in the ledger as succeeded.
    private static Map<String, Integer> succeeded() throws Exception {
        Map<String, Integer> found = new HashMap<>();
        for (JsonNode row :
                fleet.ledger(
                        "SELECT call_id FROM events WHERE outcome = 'succeeded'"
                                + " ORDER BY accepted_at DESC LIMIT 10000")) {
            found.merge(row.get(0).asString(), 1, Integer::sum);
        }
        return found;
    }

    private static Map<String, Integer> once(List<String> calls) {
        Map<String, Integer> once = new HashMap<>();
        calls.forEach(call -> once.put(call, 1));
        return once;
    }
}
