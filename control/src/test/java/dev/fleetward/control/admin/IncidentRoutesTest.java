package dev.fleetward.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.incident.Evidence;
import dev.fleetward.control.incident.IncidentDesk;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.control.incident.Stated;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@NullUnmarked
class IncidentRoutesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final FakeFleet fleet = new FakeFleet();
    private final List<Alert> raised = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private ControlStore store;
    private IncidentDesk desk;
    private AdminToken token;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        store = ControlStore.start(folder, fleet);
        assertThat(store.awaitOpen(LIMIT)).isTrue();
        Complaints complaints = new Complaints(store, fleet);
        desk =
                new IncidentDesk(
                        store,
                        fleet,
                        () -> fleet.snapshot,
                        List::of,
                        List.of(complaints, new Stated(() -> List.copyOf(raised))),
                        IncidentPolicy.DEFAULT);
        desk.start();
        token = AdminToken.loadOrCreate(folder, new Random(1));
        server =
                AdminServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        token,
                        fleet.sources(
                                Files.createDirectories(folder.resolve("scratch")),
                                folder,
                                new Incidents(
                                        desk,
                                        new Evidence(_ -> List.of(), (_, _) -> List.of()),
                                        complaints)));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        desk.close();
        fleet.close();
        store.close();
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                        .header(
                                "authorization",
                                "Bearer "
                                        + Files.readString(folder.resolve("admin-token")).strip());
        return client.send(
                (body == null
                                ? request.GET()
                                : request.POST(HttpRequest.BodyPublishers.ofString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private void raise() throws Exception {
        raised.add(
                new Alert(
                        Alert.Kind.ENDPOINT_DOWN,
                        Severity.PAGE,
                        Subject.ofEndpoint("e", "pool", "p", null),
                        "e is down",
                        1));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (desk.open().isEmpty()) {
            assertThat(System.nanoTime()).as("opened in time").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void showsTakesOnAndExports() throws Exception {
        raise();
        JsonNode open = json(send("/v1/incidents", null)).path("incidents").path(0);
        assertThat(open.path("id").asString()).isEqualTo("inc-1");
        assertThat(open.path("contacts").path(0).path("owner").asString()).isEqualTo("o");
        assertThat(json(send("/v1/status", null)).path("incidents").path("open").asInt())
                .isEqualTo(1);

        JsonNode taken =
                json(
                        send(
                                "/v1/incidents/acknowledge",
                                "{\"id\":\"1\",\"by\":\"ann\",\"note\":\"a\\nb\"}"));
        assertThat(taken.path("acknowledged").path("note").asString()).isEqualTo("a b");
        assertThat(json(send("/v1/incidents/one?id=inc-1", null)).path("timeLine"))
                .extracting(moment -> moment.path("kind").asString())
                .containsExactly("opened", "acknowledged");
        HttpResponse<String> page = send("/v1/incidents/export?id=inc-1", null);
        assertThat(page.headers().firstValue("content-type").orElse(""))
                .startsWith("text/markdown");
        assertThat(page.body()).startsWith("# inc-1: endpoint e: e is down");
        assertThat(json(send("/v1/incidents/all?limit=5", null)).path("incidents")).hasSize(1);
    }

    @Test
    void saysThatWhatIsInForceCouldNotBeStored() throws Exception {
        raise();
        assertThat(
                        json(send("/v1/incidents/acknowledge", "{\"id\":\"1\"}"))
                                .path("stored")
                                .asBoolean())
                .isTrue();
        store.close();

        HttpResponse<String> answer = send("/v1/incidents/acknowledge", "{\"id\":\"1\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("state").asString()).isEqualTo("acknowledged");
        assertThat(json(answer).path("stored").asBoolean(true)).isFalse();
    }

    @Test
    void refusesToResolveWhatHoldsAndWhatNobodyKnows() throws Exception {
        raise();

        assertThat(send("/v1/incidents/resolve", "{\"id\":\"inc-1\"}").statusCode()).isEqualTo(409);
        assertThat(send("/v1/incidents/resolve", "{\"id\":\"inc-7\"}").statusCode()).isEqualTo(404);
        assertThat(send("/v1/incidents/one?id=nonsense", null).statusCode()).isEqualTo(400);
    }

    @Test
    void takesAComplaintToTheEndpointsOwnerOncePerCall() throws Exception {
        String body = "{\"callId\":\"" + FakeFleet.CALL + "\",\"text\":\"it echoes\"}";
        JsonNode first = json(send("/v1/complaints", body));
        JsonNode second = json(send("/v1/complaints", body));

        assertThat(first.path("new").asBoolean()).isTrue();
        assertThat(second.path("new").asBoolean()).isFalse();
        assertThat(first.path("endpoint").asString()).isEqualTo("e");
        assertThat(first.path("contact").asString()).isEqualTo("o@example.com");
        assertThat(first.path("flaw").asString()).isEqualTo("echo");
        assertThat(second.path("complaintsWithinTheHour").asInt()).isEqualTo(1);
        assertThat(first.path("machineSeen").path("flaws").asInt()).isEqualTo(30);
        assertThat(first.path("machineSeen").path("flawsNotHeldAgainstIt").asInt()).isEqualTo(110);
        assertThat(json(send("/v1/complaints", null)).path("complaints")).hasSize(1);
    }

    @Test
    void saysWhatTheFleetLacks() throws Exception {
        JsonNode answer = json(send("/v1/hygiene", null));

        assertThat(answer.path("trafficJudged").asBoolean()).isTrue();
        assertThat(answer.path("findings"))
                .extracting(finding ->
                        finding.path("kind").asString()
                                + " of "
                                + finding.path("subject").asString())
                .containsExactly(
                        "on-call of endpoint e",
                        "objective of endpoint e",
                        "budget of feature f",
                        "traffic of endpoint e");
    }

    @Test
    void saysWhichCallsItDoesNotKnow() throws Exception {
        HttpResponse<String> unknown =
                send("/v1/complaints", "{\"callId\":\"fw_01k0m3v8qz6t5r9n2x7c4b1hje\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no call of the ledger has the id");
        assertThat(send("/v1/complaints", "{\"callId\":\"' OR 1=1\"}").statusCode()).isEqualTo(400);
    }
}
