package dev.fleetward.gateway.relay;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.gateway.dialect.PresentedKey;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/// From a presented key to the feature that it names. A missing key goes through the same steps as
/// a wrong one, so that both get the same answer in the same time. Confined to its event loop,
/// since the digest is reused.
final class Identify {
    private static final String MESSAGE =
            "No valid Fleetward key. Send one as 'Authorization: Bearer ...' or 'x-api-key: ...'.";

    private final MessageDigest digest;

    Identify() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    KeyRing.Key key(FleetSnapshot snapshot, MultiMap headers) throws Refused {
        String presented = PresentedKey.of(headers::get);
        byte[] hash = hash(presented);
        KeyRing.Key key = snapshot.keys().find(hash);
        if (key == null || presented == null) {
            throw new Refused(FailureKind.UNAUTHENTICATED, MESSAGE);
        }
        return key;
    }

    private byte[] hash(@Nullable String presented) {
        return digest.digest((presented == null ? "" : presented).getBytes(StandardCharsets.UTF_8));
    }
}
