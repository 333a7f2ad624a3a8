package dev.fleetward.app.drill;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes what the owners' webhooks are told, each at a path of its own. Thread-safe.
final class PageReceiver {
    /// What wakes nobody: somebody dealt with it, or it is over.
    private static final Set<String> QUIET = Set.of("acknowledged", "merged", "resolved");

    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /// @param owner whose webhook it came to
    /// @param event what happened, in the words of notifications
    record Page(String owner, String event, String incident, String severity) {
        @Override
        public String toString() {
            return owner + ": " + severity + " " + incident + " " + event;
        }
    }

    private PageReceiver(Vertx vertx) {
        server = vertx.createHttpServer();
        server.requestHandler(request -> {
            String owner = request.path().substring(1);
            request.body()
                    .onSuccess(body -> {
                        JsonNode notice = JsonMapper.shared().readTree(body.getBytes());
                        pages.add(
                                new Page(
                                        owner,
                                        notice.path("event").asString(""),
                                        notice.at("/incident/id").asString(""),
                                        notice.at("/incident/severity").asString("")));
                        request.response().end();
                    });
        });
    }

    static Future<PageReceiver> start(Vertx vertx) {
        PageReceiver receiver = new PageReceiver(vertx);
        return receiver.server.listen(0, "127.0.0.1").map(receiver);
    }

    String url(String owner) {
        return "http://127.0.0.1:" + server.actualPort() + "/" + owner;
    }

    /// What woke the owner so far, in the order in which it came.
    List<Page> woke(String owner) {
        return pages.stream()
                .filter(page -> page.owner().equals(owner) && !QUIET.contains(page.event()))
                .toList();
    }
}
