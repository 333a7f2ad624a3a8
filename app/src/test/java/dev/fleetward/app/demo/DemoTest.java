package dev.fleetward.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.replay.Check;
import dev.fleetward.app.replay.Reconciliation;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.load.LoadReport;
import dev.fleetward.testbed.load.Plan;
import dev.fleetward.testbed.load.Trace;
import dev.fleetward.testbed.load.TraceLoad;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole product on loopback: simulated providers, both planes, the admin API from outside.
class DemoTest {
    private static final SystemClock CLOCK = new SystemClock();

    @TempDir Path parent;

    @Test
    void servesBothDialectsFromBothProvidersAndCleansUp() throws Exception {
        Path folder = parent.resolve("demo");
        try (Demo demo = start(folder, 0)) {
            assertThat(curl(demo).statusCode()).isEqualTo(200);
            for (WireDialect dialect : WireDialect.OF_CALLERS) {
                for (String route : List.of("chat", "claude", "mixed", "spread")) {
                    LoadReport report = replay(demo, 5, Percent.ZERO, dialect, route, "t");
                    assertThat(report.completed()).as(dialect + " " + route).isEqualTo(5);
                    assertThat(report.reconciles()).as(report.toJson()).isTrue();
                }
            }
            assertThat(RuntimeFile.read(folder)).isPresent();
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void theLedgerAgreesWithTheTraceAndWithTheBills() throws Exception {
        Path folder = parent.resolve("demo");
        try (Demo demo = start(folder, 0);
                AdminClient admin = AdminClient.find(host(), folder)) {
            LoadReport whole = replay(demo, 200, Percent.ZERO, WireDialect.OPENAI, "chat", "one");
            Reconciliation first = Reconciliation.of(admin, "one", whole, CLOCK);
            LoadReport cut =
                    replay(demo, 200, new Percent(200_000), WireDialect.ANTHROPIC, "claude", "two");
            Reconciliation second = Reconciliation.of(admin, "two", cut, CLOCK);

            assertThat(first.checks()).allSatisfy(check -> assertThat(check.equal()).isTrue());
            assertThat(first.checks()).extracting(Check::what).hasSize(9);
            assertThat(cut.hungUp()).isPositive();
            assertThat(second.checks())
                    .allSatisfy(check -> assertThat(check).matches(Check::equal));
            assertThat(second.checks())
                    .extracting(Check::what)
                    .contains("output tokens of all calls (bills)");
        }
    }

    @Test
    void takesOverAGoodEditAndKeepsServingAfterABadOne() throws Exception {
        Path folder = parent.resolve("demo");
        try (Demo demo = start(folder, 0);
                AdminClient admin = AdminClient.find(host(), folder)) {
            String yaml = Files.readString(demo.configFile());
            Files.writeString(demo.configFile(), yaml.replace("  embed:  {", "  vectors: {"));
            await(() -> admin.get("/v1/status").path("snapshotVersion").asLong(0) == 2);
            Files.writeString(demo.configFile(), yaml.replace("routes:", "rotues:"));
            await(() -> admin.get("/v1/config").path("state").asString("").equals("rejected"));

            assertThat(curl(demo).statusCode()).isEqualTo(200);
            assertThat(admin.get("/v1/status").path("snapshotVersion").asLong(0)).isEqualTo(2);
            assertThat(admin.get("/v1/fleet").toString()).contains("vectors");
        }
    }

    @Test
    void neverShowsASecret() throws Exception {
        Path folder = parent.resolve("demo");
        try (Demo demo = start(folder, 0);
                AdminClient admin = AdminClient.find(host(), folder)) {
            curl(demo);
            String token = Files.readString(folder.resolve("admin-token")).strip();
            await(() -> !events(admin).isEmpty());
            for (String path :
                    List.of("/v1/status", "/v1/config", "/v1/fleet", "/v1/features", "/v1/calls")) {
                assertThat(admin.get(path).toString())
                        .as(path)
                        .doesNotContain(demo.key())
                        .doesNotContain(token);
            }
            assertThat(Files.readString(demo.configFile())).doesNotContain(demo.key());
            assertThat(demo.node().toString() + demo).doesNotContain(demo.key());
        }
    }

    @Test
    void saysThatThePortIsTakenAndLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path folder = parent.resolve("demo");

            assertThatThrownBy(() -> start(folder, taken.getLocalPort()))
                    .isInstanceOf(Trouble.class)
                    .hasMessageContaining("in use");
            assertThat(folder).doesNotExist();
        }
    }

    @Test
    void doesNotWipeAFolderThatItDidNotMake() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("mine"));
        Files.writeString(folder.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> start(folder, 0))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("not a demonstration's");
        assertThat(folder.resolve("thesis.txt")).hasContent("years of work");
    }

    private static List<?> events(AdminClient admin) {
        return Rows.of(admin.get("/v1/calls")).rows();
    }

    private static Demo start(Path folder, int port) throws Exception {
        return Demo.start(
                new Demo.Settings(folder, false, port, 1, CLOCK, new SecureRandom(), Map.of()),
                step -> {});
    }

    private Host host() {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Host(nowhere, nowhere, Map.of(), parent, CLOCK, Screen.PLAIN);
    }

    /// Makes the call of the printed line, taking it apart as a shell would.
    private static HttpResponse<String> curl(Demo demo) throws Exception {
        Matcher url = Pattern.compile("curl -sS (\\S+) ").matcher(demo.curl());
        Matcher body = Pattern.compile("-d '([^']*)'").matcher(demo.curl());
        Matcher headers = Pattern.compile("-H '([^:]*): ([^']*)'").matcher(demo.curl());
        assertThat(url.find() && body.find()).isTrue();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url.group(1)))
                        .POST(HttpRequest.BodyPublishers.ofString(body.group(1)));
        while (headers.find()) {
            request.header(headers.group(1), headers.group(2));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static LoadReport replay(
            Demo demo, int calls, Percent hangUp, WireDialect dialect, String route, String job)
            throws Exception {
        List<Trace.Row> rows = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            rows.add(new Trace.Row(i * 2_000_000L, "test", 20 + i % 30, 5 + i % 40));
        }
        Plan plan =
                Plan.of(demo.node().gatewayUrl(), demo.key(), Trace.of(rows), route)
                        .withHangUp(hangUp)
                        .withStream(new Percent(700_000))
                        .withDialect(dialect)
                        .withHeaders(Map.of("fleetward-job", job));
        Vertx vertx = Vertx.vertx();
        try {
            return TraceLoad.run(vertx, plan, line -> {}).await(60, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = CLOCK.nanos() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.holds()) {
            assertThat(CLOCK.nanos()).as("waited 20 s").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
