package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Cause;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Subject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which parts of the fleet an incident names, and the rows of the ledger that are about them.
/// Stateless.
final class Concerned {
    private Concerned() {}

    /// Its endpoints, by their alerts and its cause.
    static TreeSet<String> endpoints(Incident incident) {
        TreeSet<String> endpoints = named(incident, Subject::endpoint);
        if (incident.cause().kind() == Cause.Kind.ENDPOINT) {
            endpoints.add(incident.cause().name());
        }
        return endpoints;
    }

    static TreeSet<String> named(Incident incident, Function<Subject, @Nullable String> part) {
        return incident.members().stream()
                .map(member -> part.apply(member.alert().subject()))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Which rows of the ledger are about the incident: those of its endpoints, else of its routes
    /// and features. Null if it names none.
    static @Nullable String rows(Incident incident) {
        TreeSet<String> endpoints = endpoints(incident);
        if (!endpoints.isEmpty()) {
            return "endpoint IN (" + list(endpoints) + ")";
        }
        TreeSet<String> features = named(incident, Subject::feature);
        TreeSet<String> routes = named(incident, Subject::route);
        if (features.isEmpty() && routes.isEmpty()) {
            return null;
        }
        return features.isEmpty()
                ? "route IN (" + list(routes) + ")"
                : "feature IN (" + list(features) + ")";
    }

    private static String list(TreeSet<String> names) {
        return names.stream()
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
    }

    /// As a literal.
    static String time(long wallMicros) {
        return "TIMESTAMP '"
                + Instant.EPOCH
                        .plus(wallMicros, ChronoUnit.MICROS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", "")
                + "'";
    }

    /// Such as `40% (12)`.
    static String share(long part, long all) {
        return all == 0 ? "–" : String.format(Locale.ROOT, "%.0f%% (%d)", 100.0 * part / all, part);
    }

    static String text(List<@Nullable Object> row, int column) {
        return String.valueOf(row.get(column));
    }

    static long number(List<@Nullable Object> row, int column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }
}
