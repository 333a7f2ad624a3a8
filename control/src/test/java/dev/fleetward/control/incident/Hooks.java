package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.snapshot.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Webhooks for tests. Stateless.
final class Hooks {
    static final String KEY = "planted-routing-key";

    private Hooks() {}

    static Webhook hook(String name, URI url, Webhook.Shape shape, String... owners) {
        return new Webhook(
                name,
                secret(url.toString()),
                shape,
                shape == Webhook.Shape.SLACK ? null : secret(KEY),
                Set.of(owners),
                Set.of());
    }

    private static Secret secret(String value) {
        return new Secret("env:X", value, new byte[value.getBytes(StandardCharsets.UTF_8).length]);
    }
}
