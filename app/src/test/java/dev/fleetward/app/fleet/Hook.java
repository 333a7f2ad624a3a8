package dev.fleetward.app.fleet;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A webhook that takes every notice, at a path for each owner. Thread-safe.
final class Hook implements AutoCloseable {
    private final HttpServer server;
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    /// @param owner whose webhook it came to
    record Notice(String owner, JsonNode body) {
        String event() {
            return body.path("event").asString("");
        }
    }

    Hook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        notices.add(
                                new Notice(
                                        exchange.getRequestURI().getPath().substring(1),
                                        JsonMapper.shared().readTree(exchange.getRequestBody())));
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        server.start();
    }

    /// The entry of the configuration's `notifications` for one owner.
    String entry(String owner) {
        return "  - { name: hook-%s, url: \"http://127.0.0.1:%d/%s\", owners: [%s] }\n"
                .formatted(owner, server.getAddress().getPort(), owner, owner);
    }

    /// How often an owner was told that something was opened.
    long opened(String owner) {
        return notices.stream()
                .filter(notice -> notice.owner().equals(owner) && notice.event().equals("opened"))
                .count();
    }

    List<Notice> notices() {
        return notices;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
