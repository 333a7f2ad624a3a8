package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Endpoint;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/// What an exception of the network layer means for a call. Stateless.
final class NetworkFailures {
    private NetworkFailures() {}

    /// While the connection was being made.
    static Failure connecting(Throwable cause, Endpoint endpoint) {
        return switch (cause) {
            case ConnectionPoolTooBusyException busy ->
                    Failure.of(
                            FailureKind.OVERLOADED,
                            "As many calls wait for a connection to "
                                    + endpoint.name()
                                    + " as may (waitingPerEndpoint).");
            case ConnectTimeoutException late ->
                    Failure.of(
                            FailureKind.CONNECT_TIMEOUT,
                            endpoint.name() + " did not accept a connection in time.");
            case UnknownHostException unknown ->
                    connectFailed(endpoint, "its host name could not be resolved");
            case SSLException tls -> connectFailed(endpoint, "the TLS handshake failed");
            case ConnectException refused -> connectFailed(endpoint, "the connection was refused");
            case NoRouteToHostException unreachable ->
                    connectFailed(endpoint, "no route to its host");
            case SocketException socket -> connectFailed(endpoint, "the network gave an error");
            default -> connectFailed(endpoint, "the connection could not be made");
        };
    }

    /// After the connection was made.
    static Failure underWay(Throwable cause, Endpoint endpoint) {
        if (cause instanceof TooLongFrameException || cause instanceof DecoderException) {
            return Failure.of(
                    FailureKind.MALFORMED_ANSWER,
                    "The answer of " + endpoint.name() + " is no HTTP within bounds.");
        }
        if (cause instanceof IllegalArgumentException
                && !(cause.getCause() instanceof ClosedChannelException)) {
            return Failure.of(
                    FailureKind.MALFORMED_ANSWER,
                    "The answer of " + endpoint.name() + " is no valid HTTP.");
        }
        return Failure.of(
                FailureKind.CONNECTION_LOST, "The connection to " + endpoint.name() + " broke.");
    }

    private static Failure connectFailed(Endpoint endpoint, String why) {
        return Failure.of(
                FailureKind.CONNECT_FAILED,
                "No connection to " + endpoint.name() + ": " + why + ".");
    }
}
