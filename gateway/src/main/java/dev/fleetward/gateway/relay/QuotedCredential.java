package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.snapshot.Secret;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Providers quote in their errors what they were sent, the fleet's own credential too. It must not
/// reach a caller. Stateless.
final class QuotedCredential {
    private static final String INSTEAD = "[credential]";

    private QuotedCredential() {}

    /// The failure without the credential. A provider's body that quotes it is not handed on.
    static Failure hidden(Failure failure, @Nullable Secret credential) {
        if (credential == null) {
            return failure;
        }
        String value = credential.reveal();
        byte[] wire = failure.wire();
        boolean quoted =
                failure.message().contains(value)
                        || (wire != null
                                && new String(wire, StandardCharsets.UTF_8).contains(value));
        return !quoted || value.isEmpty()
                ? failure
                : new Failure(
                        failure.kind(),
                        failure.message().replace(value, INSTEAD),
                        failure.retryAfter(),
                        failure.providerStatus(),
                        null);
    }
}
