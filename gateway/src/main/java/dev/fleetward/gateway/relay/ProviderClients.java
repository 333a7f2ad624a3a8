package dev.fleetward.gateway.relay;

import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/// Pooled connections from one event loop to all endpoints. Confined to its event loop.
final class ProviderClients {
    static final int SECONDS_IDLE = 50;

    private final HttpClient http1;
    private final HttpClient http2Plain;
    private final HttpClient http2Tls;

    ProviderClients(Vertx vertx, Bounds bounds) {
        PoolOptions pool =
                new PoolOptions()
                        .setHttp1MaxSize(bounds.connectionsPerEndpoint())
                        .setHttp2MaxSize(Math.max(1, bounds.connectionsPerEndpoint() / 64))
                        .setMaxWaitQueueSize(bounds.waitingPerEndpoint());
        http1 = client(vertx, options(bounds), pool);
        http2Plain =
                client(
                        vertx,
                        options(bounds)
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false),
                        pool);
        http2Tls =
                client(
                        vertx,
                        options(bounds)
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setUseAlpn(true)
                                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)),
                        pool);
    }

    /// Calls learn of a lost connection themselves; without a handler it is logged each time.
    private static HttpClient client(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                .build();
    }

    private static HttpClientOptions options(Bounds bounds) {
        return new HttpClientOptions()
                .setTcpNoDelay(true)
                .setMaxHeaderSize((int) bounds.headerBytes())
                .setKeepAliveTimeout(SECONDS_IDLE)
                .setHttp2KeepAliveTimeout(SECONDS_IDLE)
                .setDecompressionSupported(false);
    }

    /// A request on a connection to the endpoint; nothing is sent yet.
    ///
    /// With the epoll transport, a connection is now and then closed while it is being made,
    /// without the endpoint's doing: a late event of the socket that had its number before reaches
    /// it (`NotYetConnectedException` on its pipeline). The endpoint must not rest for that, so
    /// such a connection is made once more.
    Future<HttpClientRequest> open(Endpoint endpoint, String path, long connectMillis) {
        Provider provider = endpoint.provider();
        URI url = provider.url();
        boolean tls = "https".equals(url.getScheme());
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost(url.getHost())
                        .setPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80)
                        .setSsl(tls)
                        .setURI(path)
                        .setConnectTimeout(Math.max(1, connectMillis));
        HttpClient client = !provider.http2() ? http1 : tls ? http2Tls : http2Plain;
        return client.request(new RequestOptions(options))
                .recover(lost ->
                        lost instanceof ClosedChannelException
                                ? client.request(options)
                                : Future.failedFuture(lost));
    }
}
