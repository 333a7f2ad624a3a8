package dev.fleetward.app.fleet;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The way to a provider: requests and answers pass, and how long that took passes on the clock of
/// a test and not on the machine's, so that no figure depends on how busy the machine is.
/// Thread-safe.
public final class FarProvider implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;

    private FarProvider(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    /// @param provider where requests go
    /// @param way given each request's body, lets the time pass until its first token
    public static FarProvider start(URI provider, Consumer<String> way) throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient();
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(request ->
                                request.body()
                                        .onSuccess(body -> {
                                            way.accept(body.toString());
                                            forward(client, provider, request, body);
                                        }))
                        .listen(0, "127.0.0.1")
                        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
        return new FarProvider(vertx, server);
    }

    private static void forward(
            HttpClient client, URI provider, HttpServerRequest request, Buffer body) {
        client.request(
                        new RequestOptions()
                                .setHost(provider.getHost())
                                .setPort(provider.getPort())
                                .setMethod(request.method())
                                .setURI(request.uri()))
                .compose(onward -> send(onward, request, body))
                .compose(answer -> pass(answer, request))
                .onFailure(lost -> request.connection().close());
    }

    private static Future<HttpClientResponse> send(
            HttpClientRequest onward, HttpServerRequest request, Buffer body) {
        onward.headers().addAll(request.headers());
        onward.headers().remove("host");
        return onward.send(body);
    }

    private static Future<Void> pass(HttpClientResponse answer, HttpServerRequest request) {
        request.response().setStatusCode(answer.statusCode());
        request.response().headers().addAll(answer.headers());
        return answer.pipeTo(request.response());
    }

    /// `http://host:port`, without a path.
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
