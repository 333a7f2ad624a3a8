package dev.fleetward.app.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A provider that answers everything with the bytes it was told to, and keeps what it was sent.
/// Thread-safe.
final class ScriptedProvider implements AutoCloseable {
    /// @param pieces of the body, each written on its own
    /// @param pause between two of them
    private record Script(String contentType, List<String> pieces, Duration pause) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Script script = new Script("application/json", List.of("{}"), Duration.ZERO);
    private volatile String received = "";

    private ScriptedProvider(HttpServer server) {
        this.server = server;
    }

    static ScriptedProvider start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ScriptedProvider provider = new ScriptedProvider(server);
        server.createContext("/", provider::answer);
        server.setExecutor(provider.threads);
        server.start();
        return provider;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Answers this from now on.
    void answers(String json) {
        script = new Script("application/json", List.of(json), Duration.ZERO);
    }

    void streams(Duration pause, String... pieces) {
        script = new Script("text/event-stream", List.of(pieces), pause);
    }

    /// The last request's body.
    String received() {
        return received;
    }

    private void answer(HttpExchange exchange) throws IOException {
        received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Script now = script;
        exchange.getResponseHeaders().set("content-type", now.contentType);
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < now.pieces.size(); i++) {
                if (i > 0) {
                    silence(now.pause);
                }
                body.write(now.pieces.get(i).getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        }
    }

    /// What is tested is what happens while a provider says nothing.
    private static void silence(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(stopped));
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
