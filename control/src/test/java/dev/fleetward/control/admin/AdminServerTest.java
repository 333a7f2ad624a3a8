package dev.fleetward.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.admin.Sources.Lifecycle;
import dev.fleetward.control.registry.ConfigStatus;
import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.objective.Counts;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.Measure;
import dev.fleetward.core.objective.ObjectiveBook;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.unit.Percent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminServerTest {
    @TempDir static Path shared;
    @TempDir static Path rows;

    private final FakeFleet fleet = new FakeFleet();
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminToken token = startToken();
    private AdminServer server = start();

    private AdminToken startToken() {
        try {
            return AdminToken.loadOrCreate(shared, new Random(1));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private AdminServer start() {
        try {
            return AdminServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    token,
                    fleet.sources(shared, rows));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @BeforeEach
    void useTheTokenOfTheFolder() throws IOException {
        token = AdminToken.load(shared);
    }

    @AfterEach
    void stop() throws InterruptedException {
        fleet.gate.countDown();
        server.stop();
        fleet.close();
        client.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create(
                                "http://127.0.0.1:"
                                        + server.address().getPort()
                                        + path.replace("{name}", "nobody")))
                .header("authorization", "Bearer " + token.reveal());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String code(HttpResponse<String> response) {
        return json(response).at("/error/code").asString();
    }

    @Test
    void asksForTheTokenEverywhereButOnThreePaths() {
        JsonNode paths = json(get("/openapi.json")).get("paths");
        List<String> open = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : path.getValue().propertyNames()) {
                for (String header : List.of("", "Bearer wrong", "Basic abc", "Bearer ")) {
                    HttpRequest.Builder request =
                            HttpRequest.newBuilder(request(path.getKey()).build().uri())
                                    .method(
                                            method.toUpperCase(java.util.Locale.ROOT),
                                            HttpRequest.BodyPublishers.ofString("{}"));
                    if (!header.isEmpty()) {
                        request.header("authorization", header);
                    }
                    HttpResponse<String> response = send(request);
                    if (response.statusCode() != 401) {
                        open.add(path.getKey());
                    } else {
                        assertThat(code(response)).isEqualTo("unauthenticated");
                        assertThat(response.headers().firstValue("www-authenticate"))
                                .contains("Bearer");
                    }
                }
            }
        }
        assertThat(open.stream().distinct())
                .containsExactly("/healthz", "/openapi.json", "/readyz");
    }

    @Test
    void directsAnEndpointInTheNameOfWhoeverIsNamed() {
        HttpResponse<String> drained =
                send(
                        request("/v1/endpoints/e/drain")
                                .header("x-fleetward-actor", "mara")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"x\"}")));
        assertThat(json(drained).path("directive").asString("")).isEqualTo("drained");
        assertThat(fleet.stopped.get()).containsExactly("e");
        assertThat(get("/v1/changes").body()).contains("\"by\":\"mara\"", "endpoint e drained: x");

        assertThat(post("/v1/endpoints/e/undrain", "{}").statusCode()).isEqualTo(200);
        assertThat(fleet.stopped.get()).isEmpty();
        assertThat(fleet.forgiven).containsExactly("e");
        assertThat(get("/v1/changes").body()).contains(Question.UNNAMED);
    }

    @Test
    void anEndpointsOwnerIsItsProvidersWhereItHasNone() {
        assertThat(json(get("/v1/endpoints")).at("/endpoints/0/owner").asString("")).isEqualTo("o");
        JsonNode one = json(get("/v1/endpoints/e"));
        assertThat(one.path("owner").asString("")).isEqualTo("o");
        assertThat(one.path("contact").asString("")).isEqualTo("o@example.com");
    }

    @Test
    void refusesReasonsThatAreNoLine() {
        assertThat(post("/v1/endpoints/e/cordon", "{\"reason\":\"a\\nb\"}").statusCode())
                .isEqualTo(400);
        assertThat(
                        post("/v1/endpoints/e/cordon", "{\"reason\":\"" + "a".repeat(600) + "\"}")
                                .statusCode())
                .isEqualTo(400);
        assertThat(fleet.stopped.get()).isEmpty();
    }

    @Test
    void doesNotTellAStrangerWhichPathsThereAre() {
        HttpRequest.Builder stranger =
                HttpRequest.newBuilder(request("/v1/nothing").build().uri()).GET();
        assertThat(send(stranger).statusCode()).isEqualTo(401);
        assertThat(get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/v1/status/").statusCode()).isEqualTo(404);
    }

    @Test
    void theDocumentAndTheServerAgreeOnMethods() {
        JsonNode paths = json(get("/openapi.json")).get("paths");
        assertThat(paths.propertyNames())
                .contains("/v1/status", "/v1/ledger/sql", "/metrics")
                .hasSizeGreaterThan(24);
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
                boolean documented = path.getValue().has(method.toLowerCase(java.util.Locale.ROOT));
                HttpResponse<String> response =
                        send(
                                request(path.getKey())
                                        .method(method, HttpRequest.BodyPublishers.ofString("{}")));
                if (documented) {
                    assertThat(response.statusCode()).as(method + path).isIn(200, 400);
                } else {
                    assertThat(response.statusCode()).as(method + path).isEqualTo(405);
                    assertThat(response.headers().firstValue("allow")).isPresent();
                }
            }
        }
    }

    @Test
    void refusesParametersThatTheDocumentDoesNotName() {
        HttpResponse<String> response = get("/v1/calls?limitt=5");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/message").asString())
                .isEqualTo("an unknown parameter (expected: [limit, feature, endpoint])");
        assertThat(get("/v1/calls?limit=5&limit=6").statusCode()).isEqualTo(400);
        assertThat(get("/v1/calls?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void showsTheProcessAtAGlance() {
        JsonNode status = json(get("/v1/status"));
        assertThat(status.at("/version").asString()).isEqualTo("1.2.3");
        assertThat(status.at("/lifecycle").asString()).isEqualTo("serving");
        assertThat(status.at("/snapshotVersion").asLong()).isEqualTo(7);
        assertThat(status.at("/config/state").asString()).isEqualTo("current");
        assertThat(status.at("/gateway/openCalls").asLong()).isEqualTo(3);
        assertThat(status.at("/ledger/waitingBytes").asLong()).isEqualTo(4096);
    }

    @Test
    void showsTheFleetWithItsLiveState() {
        JsonNode fleetNow = json(get("/v1/fleet"));
        assertThat(fleetNow.at("/providers/0/credential").asString()).isEqualTo("env:KEY");
        assertThat(fleetNow.at("/providers/0/headers/0").asString()).isEqualTo("x-team");
        assertThat(fleetNow.at("/endpoints/0/state").asString()).isEqualTo("open");
        assertThat(fleetNow.at("/endpoints/0/standing").asString())
                .isEqualTo("open for 1.5 s: calls fail");
        assertThat(fleetNow.at("/endpoints/0/health/symptoms/0/alarms").asLong()).isEqualTo(2);
        assertThat(fleetNow.at("/endpoints/0/health/remainingMillis").asLong()).isEqualTo(1500);
        assertThat(fleetNow.at("/pools/0/requestsPerMinute").asLong()).isEqualTo(500);
        assertThat(fleetNow.at("/pools/0/kvTokens").isNull()).isTrue();
        assertThat(fleetNow.at("/routes/0/endpoints/0/endpoint").asString()).isEqualTo("e");
        JsonNode features = json(get("/v1/features"));
        assertThat(features.at("/features/0/class").asString()).isEqualTo("interactive");
        assertThat(features.at("/features/0/keys/0/id").asString()).isEqualTo("070707070707");
        assertThat(json(get("/v1/pools")).at("/pools/0/buckets/0/available").asLong())
                .isEqualTo(499);
    }

    @Test
    void showsPromisesAndWhetherTheyAreKnown() {
        JsonNode nothing = json(get("/v1/objectives"));
        assertThat(nothing.at("/state").asString()).isEqualTo("reading");
        assertThat(nothing.at("/trouble").asString()).isEqualTo("the last 30 days are being read");
        assertThat(nothing.at("/objectives").isEmpty()).isTrue();

        ServiceLevel perfect =
                new ServiceLevel(
                        new Holder(Holder.Kind.ENDPOINT, "e"), Measure.SUCCESS, Percent.HUNDRED, 0);
        ObjectiveBook book = new ObjectiveBook(List.of(perfect));
        book.add(perfect, 0, new Counts(100, 2), 0);
        book.evaluate(0);
        fleet.watch =
                new WatchReading(
                        WatchReading.State.CURRENT,
                        null,
                        250,
                        1,
                        book.standings(0),
                        List.of(),
                        BurnPolicy.NONE);
        JsonNode known = json(get("/v1/objectives"));
        assertThat(known.at("/objectives/0/owner").asString()).isEqualTo("o");
        assertThat(known.at("/objectives/0/target").asString()).isEqualTo("100%");
        assertThat(known.at("/objectives/0/attained").asDouble()).isEqualTo(0.98);
        assertThat(known.at("/objectives/0/burn/0/window").asString()).isEqualTo("5m");
        assertThat(known.at("/objectives/0/burn/0/rate").isNull())
                .as("infinite where nothing may fail")
                .isTrue();
        assertThat(known.at("/objectives/0/alarms/0/severity").asString()).isEqualTo("page");
        assertThat(json(get("/v1/status")).at("/objectives/state").asString()).isEqualTo("current");
    }

    @Test
    void answersLedgerQuestions() {
        JsonNode totals = json(get("/v1/ledger?by=feature,day&from=2026-01-01&to=2026-02-01"));
        assertThat(totals.at("/columns/0").asString()).isEqualTo("totals");
        assertThat(totals.at("/rows/0/0").asString())
                .isEqualTo("[feature, day] 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z");
        assertThat(json(get("/v1/calls?limit=2&feature=chat")).at("/rows/0/0").asString())
                .isEqualTo("2 chat null");
        assertThat(
                        json(post("/v1/ledger/sql", "{\"query\":\"select 1\",\"maxRows\":5}"))
                                .at("/rows/0/0")
                                .asString())
                .isEqualTo("select 1 5");
        assertThat(json(get("/v1/live?seconds=10")).at("/rows/0/0").asString()).isEqualTo("PT10S");
        assertThat(
                        json(get("/v1/health?by=endpoint,feature&from=2026-01-01&to=2026-02-01"))
                                .at("/rows/0/0")
                                .asString())
                .isEqualTo("[endpoint, feature] 2026-01-01T00:00:00Z 2026-02-01T00:00:00Z");
        assertThat(get("/v1/health?since=all").statusCode()).isEqualTo(200);
        assertThat(get("/v1/health?by=model").statusCode()).isEqualTo(400);
        assertThat(get("/v1/health?since=1h&from=2026-01-01").statusCode()).isEqualTo(400);
        assertThat(get("/v1/health?since=soon").statusCode()).isEqualTo(400);
        assertThat(get("/v1/ledger?by=key").statusCode()).isEqualTo(400);
        assertThat(get("/v1/ledger?by=feature,feature").statusCode()).isEqualTo(400);
        assertThat(get("/v1/ledger?by=feature,day,model").statusCode()).isEqualTo(400);
        assertThat(get("/v1/ledger?by=day&from=2026-02-02&to=2026-02-01").statusCode())
                .isEqualTo(400);
        assertThat(get("/v1/ledger?by=day&from=yesterday").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsWhoUsedAPool() {
        JsonNode why = json(get("/v1/quota/why?at=2026-03-01T09:02:00Z&seconds=120&pool=pool"));
        assertThat(why.at("/rows/0/0").asString())
                .isEqualTo("2026-03-01T09:02:00Z 2026-03-01T09:04:00Z pool [r]");
        assertThat(why.at("/limits/requestsPerMinute").asLong()).isEqualTo(500);
        assertThat(why.at("/from").asString()).isEqualTo("2026-03-01T09:02:00Z");
        assertThat(json(get("/v1/quota/why?at=2026-03-01T09:02:00Z")).at("/rows/0/0").asString())
                .endsWith("null []");
        assertThat(get("/v1/quota/why?at=nine").statusCode()).isEqualTo(400);
        assertThat(get("/v1/quota/why?pool=pool").statusCode()).isEqualTo(400);
        assertThat(get("/v1/quota/why?at=2026-03-01&pool=x").body()).contains("[pool]");
    }

    @Test
    void tellsWhetherALoadFits() {
        String load = "/v1/quota/fit?feature=new&pool=pool&input=100&output=50&rpm=";
        JsonNode fits = json(get(load + "20"));
        assertThat(fits.at("/verdict").asString()).isEqualTo("fits");
        assertThat(fits.at("/known").asBoolean()).isFalse();
        assertThat(fits.at("/class").asString()).isEqualTo("standard");
        assertThat(fits.at("/daysRecorded").asInt()).isEqualTo(5);
        assertThat(fits.at("/secondsPerCall").asDouble()).isEqualTo(1.0);

        JsonNode usually = json(get(load + "300&class=batch&days=2"));
        assertThat(usually.at("/verdict").asString()).isEqualTo("fits-usually");
        assertThat(usually.at("/usual/served").asDouble()).isEqualTo(1.0);
        assertThat(usually.at("/busy/served").asDouble()).isLessThan(0.2);
        assertThat(usually.at("/busy/tightest").asString()).isEqualTo("requestsPerMinute");
        assertThat(usually.at("/busy/losses/0/feature").asString()).isEqualTo("f");
        assertThat(fleet.loadAsked).endsWith("true false").contains(", ");

        JsonNode each = json(get(load.replace("&pool=pool", "") + "20"));
        assertThat(each.at("/pools/0/pool").asString()).isEqualTo("pool");
        assertThat(each.at("/pools/0/verdict").asString()).isEqualTo("fits");

        assertThat(json(get(load + "2000")).at("/verdict").asString()).isEqualTo("does-not-fit");
        assertThat(get(load + "0").statusCode()).isEqualTo(400);
        assertThat(get(load + "1&class=fast").statusCode()).isEqualTo(400);
    }

    @Test
    void handsARefusedQueryBackToItsWriter() {
        HttpResponse<String> response = post("/v1/ledger/sql", "{\"query\":\"drop table x\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo("query_refused");
        assertThat(response.body()).contains("only reads");
    }

    @Test
    void sendsExportsAndLeavesNoFileBehind() throws IOException {
        HttpResponse<String> response =
                post("/v1/ledger/export", "{\"format\":\"csv\",\"from\":\"2026-01-01\"}");
        assertThat(response.body()).isEqualTo("csv export\n");
        assertThat(response.headers().firstValue("content-type")).contains("text/csv");
        assertThat(post("/v1/ledger/export", "{\"format\":\"xls\"}").statusCode()).isEqualTo(400);
        fleet.storageDown = true;
        assertThat(post("/v1/ledger/export", "{\"format\":\"parquet\"}").statusCode())
                .isEqualTo(503);
        server.stop();
        try (Stream<Path> left = Files.list(shared)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactly(AdminToken.FILE);
        }
    }

    @Test
    void refusesBodiesThatAreTooLargeOrNoJsonObject() {
        HttpResponse<String> large =
                post("/v1/ledger/sql", "{\"query\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(large.statusCode()).isEqualTo(413);
        for (String body :
                List.of(
                        "",
                        "nonsense",
                        "[]",
                        "{\"query\":\"a\",\"query\":\"b\"}",
                        "{\"query\":\"a\"} trailing",
                        "{\"query\":{}}",
                        "{\"query\":\"a\",\"other\":1}",
                        "{\"query\":\" \"}",
                        "[".repeat(60_000))) {
            HttpResponse<String> response = post("/v1/ledger/sql", body);
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(code(response)).isEqualTo("bad_request");
        }
    }

    @Test
    void staysReadyWhileStorageIsDownAndSaysWhatIsDegraded() {
        assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"ready\",\"degraded\":[]}");
        fleet.storageDown = true;
        fleet.config = ConfigStatus.State.REJECTED;
        HttpResponse<String> response = get("/readyz");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"status\":\"ready\",\"degraded\":[\"ledger\",\"configuration\"]}");
        assertThat(get("/v1/ledger?by=day").statusCode()).isEqualTo(503);
        assertThat(get("/v1/status").statusCode()).isEqualTo(200);
        assertThat(json(get("/v1/config")).at("/state").asString()).isEqualTo("rejected");
    }

    @Test
    void isNotReadyWhileStartingOrStopping() {
        fleet.lifecycle = Lifecycle.STARTING;
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        fleet.lifecycle = Lifecycle.STOPPING;
        assertThat(get("/readyz").body()).contains("stopping");
        fleet.lifecycle = Lifecycle.SERVING;
        fleet.snapshot = null;
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/v1/fleet").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void answersOnlyToLoopbackNamesOnLoopback() throws IOException {
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: LocalHost:1234\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: [::1]:1234\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(
                    request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void boundsTheQueriesThatRunAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> held = new ArrayList<>();
            for (int i = 0; i < QueryPermits.MAX_QUERIES; i++) {
                held.add(
                        threads.submit(
                                () -> post("/v1/ledger/sql", "{\"query\":\"wait\"}").statusCode()));
            }
            assertThat(fleet.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(post("/v1/ledger/sql", "{\"query\":\"select 1\"}").statusCode())
                    .isEqualTo(429);
            assertThat(get("/v1/status").statusCode()).isEqualTo(200);
            fleet.gate.countDown();
            for (Future<Integer> one : held) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(200);
            }
            assertThat(post("/v1/ledger/sql", "{\"query\":\"select 1\"}").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void answersManyAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String path = i % 2 == 0 ? "/v1/fleet" : "/v1/status";
                all.add(
                        threads.submit(() -> {
                            go.await();
                            return get(path).statusCode();
                        }));
            }
            go.countDown();
            for (Future<Integer> one : all) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isIn(200, 503);
            }
        }
        assertThat(get("/v1/status").statusCode()).isEqualTo(200);
    }

    @Test
    void neverShowsASecret() {
        fleet.config = ConfigStatus.State.REJECTED;
        StringBuilder everything = new StringBuilder();
        for (String path :
                List.of(
                        "/healthz",
                        "/readyz",
                        "/v1/status",
                        "/v1/config",
                        "/v1/fleet",
                        "/v1/features",
                        "/v1/objectives",
                        "/v1/pools",
                        "/v1/calls",
                        "/v1/ledger?by=day",
                        "/metrics",
                        "/openapi.json",
                        "/v1/nothing",
                        "/v1/calls?x=" + FakeFleet.SECRET)) {
            HttpResponse<String> response = get(path);
            everything.append(response.body()).append(response.headers().map());
        }
        everything.append(post("/v1/ledger/sql", "{\"query\":\"crash\"}").body());
        assertThat(everything.toString())
                .contains("env:KEY", "internal")
                .doesNotContain(FakeFleet.SECRET)
                .doesNotContain(FakeFleet.HEADER_VALUE)
                .doesNotContain("07".repeat(32))
                .doesNotContain(token.reveal());
    }

    @Test
    void servesMetricsAsText() {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.body()).isEqualTo("fleetward_up 1\n");
        assertThat(response.headers().firstValue("content-type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void keepsItsTokenForItsOwnerOnly(@TempDir Path data) throws IOException {
        AdminToken made = AdminToken.loadOrCreate(data, new Random(2));
        Path file = data.resolve(AdminToken.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(AdminToken.loadOrCreate(data, new Random(3)).reveal()).isEqualTo(made.reveal());
        assertThat(made.matches(made.reveal())).isTrue();
        assertThat(made.matches(made.reveal() + "x")).isFalse();
        assertThat(made).hasToString("AdminToken[hidden]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        AdminToken.loadOrCreate(data, new Random(4));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
