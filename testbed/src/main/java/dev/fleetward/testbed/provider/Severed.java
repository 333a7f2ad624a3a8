package dev.fleetward.testbed.provider;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/// Ends a call's connection in ways that a sound server never does. Stateless; called on the call's
/// event loop.
final class Severed {
    private static final long INTERNAL_ERROR = 2;
    private static final long CANCEL = 8;

    private Severed() {}

    /// TCP RST; RST_STREAM with INTERNAL_ERROR on HTTP/2, where the connection is others' too.
    static void reset(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(INTERNAL_ERROR);
            return;
        }
        // The channel is reached through Vert.x's own class, since no public method offers
        // SO_LINGER
        // for a single connection.
        if (request.connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelFuture _ = channel.close();
        } else {
            request.connection().close();
        }
    }

    /// TCP FIN in the middle of the message; RST_STREAM with CANCEL on HTTP/2.
    static void close(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            request.connection().close();
        }
    }
}
