package dev.fleetward.gateway.relay;

import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.gateway.dialect.Dialect;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One event loop of the gateway: its server socket, its connections, its relay. Confined to that
/// loop but for [#execute].
final class Listener extends VerticleBase implements LoopContext {
    static final int BACKLOG = 1_024;
    static final int REQUEST_LINE_BYTES = 4_096;

    /// Of one HTTP/2 connection, at once.
    static final int STREAMS = 1_000;

    private final Fleet fleet;
    private final GatewaySettings settings;
    private final int port;
    private final EventSink events;
    private final RandomGenerator random;
    private final Sweep sweep = new Sweep();

    /// Bounded by `connections`.
    private final Map<HttpConnection, CallerConnection> connections = new HashMap<>();

    private @Nullable ProviderClients clients;
    private @Nullable Relay relay;
    private @Nullable ModelList models;
    private @Nullable HttpServer server;

    Listener(
            Fleet fleet,
            GatewaySettings settings,
            int port,
            EventSink events,
            RandomGenerator random) {
        this.fleet = fleet;
        this.settings = settings;
        this.port = port;
        this.events = events;
        this.random = random;
    }

    @Override
    public Future<?> start() {
        Bounds bounds = fleet.snapshot().bounds();
        clients = new ProviderClients(vertx, bounds);
        relay = new Relay(fleet, this, events, random);
        models = new ModelList(fleet);
        HttpServer listening =
                vertx.createHttpServer(options(bounds))
                        .connectionHandler(this::connected)
                        .invalidRequestHandler(this::invalid)
                        .requestHandler(this::request);
        server = listening;
        vertx.setPeriodic(Sweep.PERIOD_MILLIS, tick -> sweep.run(fleet.clock().nanos()));
        return listening.listen(port, settings.listen().getAddress().getHostAddress());
    }

    private HttpServerOptions options(Bounds bounds) {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setTcpNoDelay(true)
                        .setReusePort(false)
                        .setAcceptBacklog(BACKLOG)
                        .setMaxHeaderSize((int) bounds.headerBytes())
                        .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                        .setHandle100ContinueAutomatically(true)
                        .setDecompressionSupported(false)
                        // With it, a connection is not shown to us before its first whole head, so
                        // that slow and silent ones would be without bound. HTTP/2 comes with TLS.
                        .setHttp2ClearTextEnabled(false)
                        // Else every connection has a handler that looks for web sockets.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false);
        options.getInitialSettings()
                .setMaxHeaderListSize(bounds.headerBytes())
                .setMaxConcurrentStreams(STREAMS);
        GatewaySettings.Tls tls = settings.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                            new PemKeyCertOptions()
                                    .setCertPath(tls.certificate().toString())
                                    .setKeyPath(tls.key().toString()));
        }
        return options;
    }

    int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    private void connected(HttpConnection connection) {
        Bounds bounds = fleet.snapshot().bounds();
        if (!Live.take(fleet.live().connections, 1, bounds.connections())) {
            connection.close();
            return;
        }
        CallerConnection watched = new CallerConnection(connection, bounds, fleet.clock().nanos());
        connections.put(connection, watched);
        sweep.add(watched);
        // The calls on it learn of it themselves; without a handler it is logged each time.
        connection.exceptionHandler(lost -> {});
        connection.closeHandler(closed -> {
            fleet.live().connections.decrementAndGet();
            sweep.remove(watched);
            connections.remove(connection);
        });
    }

    private void request(HttpServerRequest request) {
        CallerConnection connection = connections.get(request.connection());
        if (connection != null) {
            connection.begins();
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().closeHandler(closed -> left(request));
            } else {
                request.response().endHandler(end -> connection.ends(fleet.clock().nanos()));
            }
        }
        switch (Paths.match(request.method(), request.path())) {
            case Paths.Serve serve -> relay().accept(request, serve.operation());
            case Paths.Models all -> models().list(request);
            case Paths.Model one -> models().one(request, one.id());
            case Paths.Alive alive ->
                    request.response()
                            .setStatusCode(fleet.stopping() ? 503 : 200)
                            .end(fleet.stopping() ? "stopping\n" : "ok\n");
            case Paths.WrongMethod wrong -> {
                request.response().putHeader("allow", wrong.allowed());
                error(
                        request,
                        Failure.of(
                                FailureKind.METHOD_NOT_ALLOWED,
                                "This path is for " + wrong.allowed() + " requests."));
            }
            case Paths.Unknown unknown ->
                    error(
                            request,
                            Failure.of(
                                    FailureKind.UNKNOWN_ROUTE,
                                    "No such path. The gateway serves /v1/chat/completions, /v1/responses,"
                                            + " /v1/embeddings, /v1/completions, /v1/messages,"
                                            + " /v1/messages/count_tokens and /v1/models."));
        }
    }

    /// A request that is no HTTP: a head too large, a line that makes no sense.
    private void invalid(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        Failure failure =
                cause instanceof TooLongFrameException
                        ? Failure.of(
                                FailureKind.REQUEST_TOO_LARGE,
                                "The request line or the headers are larger than "
                                        + fleet.snapshot().bounds().headerBytes()
                                        + " bytes.")
                        : Failure.of(
                                FailureKind.MALFORMED_REQUEST, "This is no valid HTTP request.");
        request.response().putHeader("connection", "close");
        error(request, failure);
        request.connection().close();
    }

    private void error(HttpServerRequest request, Failure failure) {
        Dialect.ErrorAnswer answer = ModelList.dialectOf(request).error(failure, null);
        request.response().setStatusCode(answer.status());
        for (int i = 0; i < answer.headers().size(); i += 2) {
            request.response().putHeader(answer.headers().get(i), answer.headers().get(i + 1));
        }
        boolean unread = Discard.isUnread(request);
        if (unread && Discard.endsConnection(request)) {
            request.response().putHeader("connection", "close");
        }
        request.response().end(Buffer.buffer(answer.body()));
        if (unread) {
            discard(request);
        }
    }

    @Override
    public void left(HttpServerRequest request) {
        CallerConnection connection = connections.get(request.connection());
        if (connection != null && request.version() == HttpVersion.HTTP_2) {
            connection.ends(fleet.clock().nanos());
        }
    }

    @Override
    public void execute(Runnable task) {
        Context loop = context;
        loop.runOnContext(run -> task.run());
    }

    @Override
    public void after(long nanos, Runnable task) {
        vertx.setTimer(Math.max(1, nanos / 1_000_000), fired -> task.run());
    }

    @Override
    public Sweep sweep() {
        return sweep;
    }

    @Override
    public ProviderClients clients() {
        return java.util.Objects.requireNonNull(clients, "not started");
    }

    private Relay relay() {
        return java.util.Objects.requireNonNull(relay, "not started");
    }

    private ModelList models() {
        return java.util.Objects.requireNonNull(models, "not started");
    }

    @Override
    public void discard(HttpServerRequest request) {
        Discard.rest(request, sweep, fleet.clock().nanos());
    }
}
