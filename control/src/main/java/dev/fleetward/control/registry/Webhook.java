package dev.fleetward.control.registry;

import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.snapshot.Secret;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A webhook that is told of incidents, with its secrets. Immutable.
///
/// @param url kept like a secret: some of them are
/// @param key PagerDuty's routing key or a bearer token, or null
/// @param owners it is told of what concerns these; empty for everything
/// @param severities it is told of incidents this urgent; empty for all
public record Webhook(
        String name,
        Secret url,
        Shape shape,
        @Nullable Secret key,
        Set<String> owners,
        Set<Severity> severities) {

    /// What it understands.
    public enum Shape {
        JSON,
        SLACK,
        PAGERDUTY;

        /// The name in configuration and reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Webhook {
        owners = Set.copyOf(owners);
        severities = Set.copyOf(severities);
    }
}
