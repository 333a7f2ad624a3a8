package dev.fleetward.control.incident;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Somebody who takes notices on a port, or does not. Thread-safe.
final class Receiver implements AutoCloseable {
    /// What it was sent, acknowledged or not.
    final List<Got> got = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    /// @param authorization null where there was none
    record Got(String key, @Nullable String authorization, String body, int status) {}

    Receiver(int port, IntSupplier status) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        int answer = status.getAsInt();
                        got.add(
                                new Got(
                                        exchange.getRequestHeaders().getFirst("idempotency-key"),
                                        exchange.getRequestHeaders().getFirst("authorization"),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8),
                                        answer));
                        exchange.sendResponseHeaders(answer, -1);
                    }
                });
        server.start();
    }

    static Receiver start() throws IOException {
        return new Receiver(0, () -> 200);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/hook?token=planted-token");
    }

    /// The keys of what it acknowledged, in order.
    List<String> acknowledged() {
        return got.stream().filter(one -> one.status() < 300).map(Got::key).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
