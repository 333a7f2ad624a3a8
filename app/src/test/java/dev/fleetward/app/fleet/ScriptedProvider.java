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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A provider that answers everything with the bytes it was told to, and keeps what it was sent.
/// Thread-safe.
final class ScriptedProvider implements AutoCloseable {
    /// One answer.
    ///
    /// @param headers alternately names and values
    /// @param pieces of the body, each written on its own
    /// @param pause between two of them
    record Script(int status, List<String> headers, List<String> pieces, Duration pause) {
        static Script json(String body) {
            return new Script(
                    200, List.of("content-type", "application/json"), List.of(body), Duration.ZERO);
        }

        static Script stream(Duration pause, String... pieces) {
            return new Script(
                    200, List.of("content-type", "text/event-stream"), List.of(pieces), pause);
        }

        static Script error(int status, String body, String... headers) {
            List<String> all = new ArrayList<>(List.of("content-type", "application/json"));
            all.addAll(List.of(headers));
            return new Script(status, all, List.of(body), Duration.ZERO);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Script> scripts = new ConcurrentLinkedDeque<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

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

    /// Answers these in turn from now on; the last for ever.
    void answers(Script... next) {
        scripts.clear();
        received.clear();
        scripts.addAll(List.of(next));
    }

    /// The bodies of the requests since the last [#answers].
    List<String> received() {
        return received;
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Script now = scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
        for (int i = 0; i < now.headers.size(); i += 2) {
            exchange.getResponseHeaders().set(now.headers.get(i), now.headers.get(i + 1));
        }
        exchange.sendResponseHeaders(now.status, 0);
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
