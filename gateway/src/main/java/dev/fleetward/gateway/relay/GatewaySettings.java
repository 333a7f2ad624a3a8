package dev.fleetward.gateway.relay;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where and how the gateway listens. Immutable.
///
/// @param listen the address for callers; port 0 takes a free one
/// @param eventLoops how many event loops serve, at least 1; as many event sinks are needed
/// @param tls the server's identity, or null for plain connections
public record GatewaySettings(InetSocketAddress listen, int eventLoops, @Nullable Tls tls) {
    /// @param certificate PEM file with the certificate chain
    /// @param key PEM file with the private key
    public record Tls(Path certificate, Path key) {}
}
