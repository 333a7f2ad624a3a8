package dev.fleetward.app.fleet;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.node.Node;
import dev.fleetward.app.node.NodeSettings;
import dev.fleetward.control.admin.AdminToken;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole fleet on loopback for one test class: simulated providers, and a node in front of them,
/// all on real sockets. Both are stopped by [#close]. Thread-safe.
///
/// The standard configuration has the features `tester` (all routes) and `other` (route
/// `only-other` alone), the endpoints `openai-a`, `openai-b`, `anthropic-a`, `anthropic-b`,
/// `gemini-a`, `gemini-b`, and a route of the same name for each, besides `openai` (a, then b),
/// `anthropic` (a, then b), `gemini` (a, then b), `mixed` (openai-a, then anthropic-a),
/// `mixed-anthropic` (the other way round), and `lenient-openai`, `lenient-anthropic` and
/// `lenient-gemini`, which drop what cannot be translated. Faults are set on [#provider].
public final class TestFleet implements AutoCloseable {
    private static final List<String> PROVIDERS =
            List.of("openai-a", "openai-b", "anthropic-a", "anthropic-b", "gemini-a", "gemini-b");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Map<String, SimulatedProvider> providers;
    private final Path folder;
    private final Map<String, NewKey> keys;
    private final HttpClient http = HttpClient.newHttpClient();
    private Node node;
    private Clock clock;
    private boolean stopped;

    private TestFleet(
            Vertx vertx,
            Map<String, SimulatedProvider> providers,
            Path folder,
            Map<String, NewKey> keys,
            Node node,
            Clock clock) {
        this.clock = clock;
        this.vertx = vertx;
        this.providers = providers;
        this.folder = folder;
        this.keys = keys;
        this.node = node;
    }

    public static TestFleet start() throws Exception {
        return start("", "");
    }

    /// @param more further top-level YAML, such as `limits: { requestBody: 1MiB }`
    /// @param timeouts what every endpoint gets, such as `connect: 1s, firstToken: 2s`; may be
    ///   empty
    public static TestFleet start(String more, String timeouts) throws Exception {
        return start(more, timeouts, Map.of());
    }

    /// @param others endpoints besides the standard ones, each with a route of its name: their
    ///   providers' addresses by their names, which begin with their dialects
    public static TestFleet start(String more, String timeouts, Map<String, URI> others)
            throws Exception {
        return start(more, timeouts, others, yaml -> yaml, Profile.FAST);
    }

    /// @param edit what to change in the standard configuration
    public static TestFleet start(UnaryOperator<String> edit) throws Exception {
        return start(edit, Profile.FAST);
    }

    /// @param profile how fast the providers are
    public static TestFleet start(UnaryOperator<String> edit, Profile profile) throws Exception {
        return start("", "", Map.of(), edit, profile);
    }

    /// @param clock the node's; the providers run on the host's
    public static TestFleet start(UnaryOperator<String> edit, Clock clock) throws Exception {
        return start(edit, Profile.FAST, clock);
    }

    /// @param profile how fast the providers are
    /// @param clock the node's; the providers run on the host's
    public static TestFleet start(UnaryOperator<String> edit, Profile profile, Clock clock)
            throws Exception {
        return start("", "", Map.of(), edit, profile, clock);
    }

    private static TestFleet start(
            String more,
            String timeouts,
            Map<String, URI> others,
            UnaryOperator<String> edit,
            Profile profile)
            throws Exception {
        return start(more, timeouts, others, edit, profile, new SystemClock());
    }

    private static TestFleet start(
            String more,
            String timeouts,
            Map<String, URI> others,
            UnaryOperator<String> edit,
            Profile profile,
            Clock clock)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        Map<String, SimulatedProvider> providers = new LinkedHashMap<>();
        for (String name : PROVIDERS) {
            providers.put(
                    name,
                    SimulatedProvider.start(vertx, settings(name).withProfile(profile))
                            .await(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        SecureRandom random = new SecureRandom();
        Map<String, NewKey> keys = new LinkedHashMap<>();
        keys.put("tester", NewKey.create(random));
        keys.put("other", NewKey.create(random));
        Path folder = Files.createTempDirectory("fleetward-test");
        Map<String, URI> addresses = new LinkedHashMap<>();
        providers.forEach((name, provider) -> addresses.put(name, provider.url()));
        addresses.putAll(others);
        Files.writeString(
                folder.resolve("fleetward.yaml"),
                edit.apply(yaml(addresses, keys, more, timeouts)));
        return new TestFleet(vertx, providers, folder, keys, node(folder, clock), clock);
    }

    /// Each provider has words of its own, so that a mixture of two answers shows.
    private static Settings settings(String name) {
        return Settings.standard()
                .withRegion("us")
                .withSeed(1 + PROVIDERS.indexOf(name))
                .withServed("fp_" + name, null);
    }

    private static Node node(Path folder, Clock clock) throws InterruptedException {
        return Node.start(
                new NodeSettings(
                        folder.resolve("fleetward.yaml"),
                        folder.resolve("data"),
                        Map.of("FLEETWARD_TEST_SECRET", SECRET),
                        clock,
                        new SecureRandom(),
                        2,
                        null,
                        null,
                        List.of()));
    }

    /// The credential of every provider. Must never be seen anywhere but in the provider's own
    /// requests.
    public static final String SECRET = "sk-planted-secret-0f3a9c51d7";

    /// The dialect with which a name begins.
    private static WireDialect dialect(String name) {
        for (WireDialect dialect : WireDialect.values()) {
            if (name.startsWith(dialect.label())) {
                return dialect;
            }
        }
        throw new IllegalArgumentException(name + " begins with no dialect");
    }

    private static String yaml(
            Map<String, URI> providers, Map<String, NewKey> keys, String more, String timeouts) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("listen: { gateway: \"127.0.0.1:0\", admin: \"127.0.0.1:0\" }\n");
        yaml.append("data: ./data\n");
        yaml.append("owners: { platform: { contact: platform@example.com } }\nproviders:\n");
        providers.forEach((name, url) -> {
            WireDialect dialect = dialect(name);
            yaml.append(
                    "  %s: { dialect: %s, url: \"%s%s\", credential: env:FLEETWARD_TEST_SECRET, owner: platform }\n"
                            .formatted(
                                    name,
                                    dialect.label(),
                                    url,
                                    switch (dialect) {
                                        case OPENAI -> "/v1";
                                        case ANTHROPIC -> "";
                                        case GEMINI -> "/v1beta";
                                    }));
        });
        yaml.append(
                "pools:\n  wide: { requestsPerMinute: 10M, inputTokensPerMinute: 1000M, outputTokensPerMinute: 1000M, concurrent: 100k }\n");
        yaml.append("endpoints:\n");
        providers.forEach((name, url) ->
                yaml.append(
                        "  %s: { provider: %s, model: %s, region: us, zone: us, pool: wide, owner: platform%s }\n"
                                .formatted(
                                        name,
                                        name,
                                        switch (dialect(name)) {
                                            case OPENAI -> "gpt-4o";
                                            case ANTHROPIC -> "claude-sonnet-4-5";
                                            case GEMINI -> "gemini-3.5-flash";
                                        },
                                        timeouts.isEmpty()
                                                ? ""
                                                : ", timeouts: { " + timeouts + " }")));
        yaml.append("routes:\n");
        providers
                .keySet()
                .forEach(name -> yaml.append("  %s: { endpoints: [%s] }\n".formatted(name, name)));
        yaml.append("  openai: { endpoints: [openai-a, openai-b] }\n");
        yaml.append("  anthropic: { endpoints: [anthropic-a, anthropic-b] }\n");
        yaml.append("  gemini: { endpoints: [gemini-a, gemini-b] }\n");
        yaml.append("  mixed: { endpoints: [openai-a, anthropic-a] }\n");
        yaml.append("  mixed-anthropic: { endpoints: [anthropic-a, openai-a] }\n");
        yaml.append("  lenient-openai: { endpoints: [openai-a], lenient: true }\n");
        yaml.append("  lenient-anthropic: { endpoints: [anthropic-a], lenient: true }\n");
        yaml.append("  lenient-gemini: { endpoints: [gemini-a], lenient: true }\n");
        yaml.append("  only-other: { endpoints: [openai-a] }\n");
        String all =
                String.join(", ", providers.keySet())
                        + ", openai, anthropic, gemini, mixed, mixed-anthropic, lenient-openai,"
                        + " lenient-anthropic, lenient-gemini";
        yaml.append("features:\n");
        yaml.append(
                "  tester: { owner: platform, class: standard, tier: 2, routes: [%s] }\n"
                        .formatted(all));
        yaml.append(
                "  other: { owner: platform, class: standard, tier: 2, routes: [only-other] }\n");
        yaml.append("keys:\n");
        keys.forEach((feature, key) ->
                yaml.append(
                        "  - { sha256: \"%s\", feature: %s }\n".formatted(key.sha256(), feature)));
        return yaml.append(more).append('\n').toString();
    }

    /// The base URL without a path.
    public URI url() {
        return node.gatewayUrl();
    }

    public String key() {
        return key("tester");
    }

    public String key(String feature) {
        NewKey key = keys.get(feature);
        if (key == null) {
            throw new IllegalArgumentException("no key for " + feature);
        }
        return key.key();
    }

    public SimulatedProvider provider(String name) {
        SimulatedProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("no provider " + name);
        }
        return provider;
    }

    public Node node() {
        return node;
    }

    public Path folder() {
        return folder;
    }

    /// Ends the node and starts it again on the same data.
    public void restart() throws Exception {
        restart(() -> {});
    }

    /// What a test does to the data folder while no node uses it.
    @FunctionalInterface
    public interface Meanwhile {
        void run() throws Exception;
    }

    /// Ends the node and starts it again on the same data at another time.
    public void restart(Clock another) throws Exception {
        clock = another;
        restart();
    }

    /// Ends the node, does something to its data, and starts it again.
    public void restart(Meanwhile meanwhile) throws Exception {
        node.stop(Duration.ofSeconds(5));
        meanwhile.run();
        node = node(folder, clock);
    }

    /// All faults off again.
    public void clearFaults() {
        providers.values().forEach(provider -> provider.faults().clear());
    }

    public HttpClient http() {
        return http;
    }

    /// A POST with the tester's key; `body` is JSON.
    public HttpRequest.Builder post(String path, String body) {
        return HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /// An answer of the admin API.
    public JsonNode admin(String pathAndQuery) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.adminUrl().resolve(pathAndQuery))
                        .header("authorization", "Bearer " + adminToken())
                        .GET()
                        .build();
        return JSON.readTree(send(request).body());
    }

    /// Posts to the admin API; `body` is JSON.
    JsonNode adminPost(String path, String body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.adminUrl().resolve(path))
                        .header("authorization", "Bearer " + adminToken())
                        .header("x-fleetward-actor", "tester")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return JSON.readTree(send(request).body());
    }

    /// The same, as text; also for what is no JSON.
    String adminText(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.adminUrl().resolve(path))
                        .header("authorization", "Bearer " + adminToken())
                        .GET()
                        .build();
        return send(request).body();
    }

    /// Ends the node before the fleet's folder is removed.
    void stopNode() throws Exception {
        node.stop(Duration.ofSeconds(5));
        stopped = true;
    }

    /// The rows of a read-only query over the ledger; columns by position. What was settled before
    /// the call is in it, since the ledger is waited for.
    public JsonNode ledger(String sql) throws IOException, InterruptedException {
        awaitLedger();
        String body = JSON.writeValueAsString(Map.of("query", sql, "maxRows", 10_000));
        HttpRequest request =
                HttpRequest.newBuilder(node.adminUrl().resolve("/v1/ledger/sql"))
                        .header("authorization", "Bearer " + adminToken())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = send(request);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).get("rows");
    }

    /// Waits for something that happens on other threads.
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.sleep(5);
        }
    }

    /// Waits until nothing is under way and the ledger has all of it.
    public void awaitLedger() throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            var counters = node.view().counters();
            JsonNode status = admin("/v1/status");
            if (counters.openCalls() == 0
                    && counters.drains() == 0
                    && status.at("/ledger/waitingBytes").asLong(-1) == 0
                    && admin("/v1/ledger?by=feature").has("rows")) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IOException("the ledger did not come to rest: " + admin("/v1/status"));
    }

    private String adminToken() throws IOException {
        return AdminToken.load(folder.resolve("data")).reveal();
    }

    @Override
    public void close() throws Exception {
        if (!stopped) {
            node.stop(Duration.ofSeconds(2));
        }
        vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
