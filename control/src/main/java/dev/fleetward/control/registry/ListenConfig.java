package dev.fleetward.control.registry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where Fleetward listens. Immutable.
@Doc("Where Fleetward listens. A change takes effect at the next start.")
public record ListenConfig(
        @Doc(value = "The gateway's address.", orElse = "127.0.0.1:8400", example = "0.0.0.0:8400")
                Address gateway,
        @Doc(
                        value =
                                "The admin API's address. Keep it on loopback or behind your own door.",
                        orElse = "127.0.0.1:8401")
                Address admin,
        @Doc("The gateway's certificate; without it the gateway speaks plain HTTP.")
                @Nullable Tls tls) {

    /// A certificate and its key. Immutable.
    @Doc("The gateway's certificate.")
    public record Tls(
            @Doc(value = "The certificate chain, PEM.", example = "tls/chain.pem") Path certificate,
            @Doc(value = "Its private key, PEM (PKCS 8).", example = "tls/key.pem") Path key) {}
}
