package dev.fleetward.app.fleet;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/// A provider that answers what a test tells it to. Thread-safe.
final class StandInProvider implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;
    private final boolean tls;

    private StandInProvider(Vertx vertx, HttpServer server, boolean tls) {
        this.vertx = vertx;
        this.server = server;
        this.tls = tls;
    }

    static StandInProvider start(HttpServerOptions options, Handler<HttpServerRequest> answers)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpServer server =
                vertx.createHttpServer(options)
                        .requestHandler(answers)
                        .listen(0, "127.0.0.1")
                        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
        return new StandInProvider(vertx, server, options.isSsl());
    }

    /// A provider over plain HTTP/1.1 that answers every request with one body.
    static StandInProvider answering(int status, String body) throws Exception {
        return start(
                new HttpServerOptions(),
                request ->
                        request.response()
                                .setStatusCode(status)
                                .putHeader("content-type", "application/json")
                                .end(body));
    }

    /// The configuration with one more provider, endpoint and route named `name`, that all features
    /// may use.
    ///
    /// @param more further keys of the provider, each with a comma before it
    String in(String yaml, String name, String more) {
        return yaml.replace(
                        "\nproviders:\n",
                        "\nproviders:\n  %s: { dialect: openai, url: \"%s://localhost:%d/v1\", owner: platform, credential: env:FLEETWARD_TEST_SECRET%s }\n"
                                .formatted(name, tls ? "https" : "http", server.actualPort(), more))
                .replace(
                        "\nendpoints:\n",
                        "\nendpoints:\n  %s: { provider: %s, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform }\n"
                                .formatted(name, name))
                .replace("\nroutes:\n", "\nroutes:\n  %s: { endpoints: [%s] }\n".formatted(name, name))
                .replace("routes: [", "routes: [" + name + ", ");
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
