package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.HostClock;
import dev.fleetward.testbed.provider.limit.Gate;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One simulated provider on a port of its own, run by one event loop. Thread-safe.
///
/// Serves `/v1/chat/completions`, `/responses`, `/embeddings`, `/completions`, `/models` and
/// Azure's `/openai/deployments/{name}/…` for OpenAI; `/v1/messages`, `/messages/count_tokens`,
/// `/models` for Anthropic; `…/models/{name}:generateContent` and `:streamGenerateContent` for
/// Google; over HTTP/1.1 and h2c. Tokens are words: see [WordTokens]. What it answers depends on
/// its seed and on the prompt, where words such as `[[output=57]]` give orders.
public final class SimulatedProvider {
    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final int MOST_STREAMS_PER_CONNECTION = 1_000;

    private final Vertx vertx;
    private final String deployment;
    private final Server server;
    private final int port;

    private SimulatedProvider(Vertx vertx, String deployment, Server server, int port) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.server = server;
        this.port = port;
    }

    public static Future<SimulatedProvider> start(Vertx vertx, Settings settings) {
        return start(vertx, settings, new HostClock());
    }

    public static Future<SimulatedProvider> start(Vertx vertx, Settings settings, Clock clock) {
        Server server = new Server(settings, clock);
        return vertx.deployVerticle(server)
                .map(id -> new SimulatedProvider(vertx, id, server, server.port));
    }

    public int port() {
        return port;
    }

    /// `http://host:port`, without a path.
    public URI url() {
        return URI.create("http://" + server.settings.host() + ":" + port);
    }

    public Settings settings() {
        return server.settings;
    }

    public Billing billing() {
        return server.billing;
    }

    /// The faults that hit calls by chance.
    public FaultBoard faults() {
        return server.board;
    }

    /// The versions that answer.
    public VersionBoard versions() {
        return server.versions;
    }

    /// The latest requests as they came.
    public ReceivedRequests received() {
        return server.received;
    }

    /// How many calls its limits let in and turned away.
    public Gate.Tally tally() {
        return server.gate.tally();
    }

    /// Closes the port and every connection; new ones are refused until [#up].
    public Future<Void> down() {
        return server.onLoop(server::close);
    }

    /// Listens again on the same port.
    public Future<Void> up() {
        return server.onLoop(server::listen);
    }

    public Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    /// What runs on the event loop.
    private static final class Server extends VerticleBase {
        private final Settings settings;
        private final Clock clock;
        private final Billing billing = new Billing();
        private final FaultBoard board;
        private final VersionBoard versions;
        private final Gate gate;
        private final ReceivedRequests received = new ReceivedRequests();
        private @Nullable FrontDoor door;
        private @Nullable HttpServer http;
        private volatile int port;

        Server(Settings settings, Clock clock) {
            this.settings = settings;
            this.clock = clock;
            this.board = new FaultBoard(settings.seed(), settings.faults());
            this.versions = new VersionBoard(settings.seed());
            this.gate =
                    new Gate(
                            settings.accounting(),
                            settings.limits(),
                            settings.seed(),
                            clock.nanos());
            this.port = settings.port();
        }

        @Override
        public Future<?> start() {
            Plant plant = new Plant(vertx, settings, clock, board, versions, billing, gate);
            door =
                    new FrontDoor(
                            plant,
                            received,
                            new SimControl(
                                    billing, board, versions, gate, plant.engine(), this::outage));
            return listen();
        }

        Future<Void> listen() {
            FrontDoor entrance = door;
            if (http != null || entrance == null) {
                return Future.succeededFuture();
            }
            HttpServer next =
                    vertx.createHttpServer(
                                    new HttpServerOptions()
                                            .setHost(settings.host())
                                            .setPort(port)
                                            .setTcpNoDelay(true)
                                            .setMaxHeaderSize(MOST_HEADER_BYTES)
                                            .setInitialSettings(
                                                    new Http2Settings()
                                                            .setMaxConcurrentStreams(
                                                                    MOST_STREAMS_PER_CONNECTION)))
                            // Callers that vanish are part of the simulation, not worth a log line.
                            .connectionHandler(caller -> caller.exceptionHandler(lost -> {}))
                            .requestHandler(entrance::handle);
            return next.listen()
                    .onSuccess(listening -> {
                        http = listening;
                        port = listening.actualPort();
                    })
                    .mapEmpty();
        }

        Future<Void> close() {
            HttpServer open = http;
            http = null;
            return open == null ? Future.succeededFuture() : open.close();
        }

        void outage(Duration time) {
            close().onComplete(
                            closed -> vertx.setTimer(Math.max(1, time.toMillis()), t -> listen()));
        }

        Future<Void> onLoop(Supplier<Future<Void>> action) {
            Context loop = context;
            Promise<Void> done = Promise.promise();
            loop.runOnContext(turn -> action.get().onComplete(done));
            return done.future();
        }

        @Override
        public Future<?> stop() {
            return close();
        }
    }
}
