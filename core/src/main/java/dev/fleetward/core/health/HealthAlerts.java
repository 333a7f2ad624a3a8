package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What of the endpoints' health somebody should know. Stateless.
///
/// - A refused account pages at once: nothing but a person can change that.
/// - An endpoint whose calls fail is down from its second opening on (most first ones are over
///   within a second), or at once where a route has no other endpoint. It stays down until it
///   serves all its calls again.
/// - An endpoint whose answers became worse is degraded until the symptom is gone.
///
/// The last two are tickets, and page where a route has no other endpoint that takes calls. Of
/// endpoints that were stopped on purpose only a refused account is told.
public final class HealthAlerts {
    private HealthAlerts() {}

    /// What holds now, in the order of the endpoints' names.
    ///
    /// @param health by endpoint
    public static List<Alert> of(FleetSnapshot snapshot, Map<String, HealthView> health) {
        List<Alert> alerts = new ArrayList<>();
        snapshot.endpoints().values().stream()
                .sorted(Comparator.comparing(Endpoint::name))
                .forEach(endpoint -> {
                    HealthView view = health.getOrDefault(endpoint.name(), HealthView.WELL);
                    if (view.cause() == Cause.ACCOUNT) {
                        alerts.add(
                                alert(
                                        Alert.Kind.ACCOUNT_REFUSED,
                                        Severity.PAGE,
                                        endpoint,
                                        view.words(),
                                        view));
                    } else if (!snapshot.stopped(endpoint)) {
                        trouble(snapshot, health, endpoint, view, alerts);
                    }
                });
        return alerts;
    }

    private static void trouble(
            FleetSnapshot snapshot,
            Map<String, HealthView> health,
            Endpoint endpoint,
            HealthView view,
            List<Alert> alerts) {
        boolean alone = isAlone(snapshot, health, endpoint);
        Severity severity = alone ? Severity.PAGE : Severity.TICKET;
        if (!view.outage().isEmpty() && (view.openings() > 1 || alone)) {
            alerts.add(
                    alert(
                            Alert.Kind.ENDPOINT_DOWN,
                            severity,
                            endpoint,
                            "calls fail: " + view.outage(),
                            view));
        }
        if (view.degraded() != null) {
            alerts.add(
                    alert(
                            Alert.Kind.DEGRADED,
                            view.state() == State.CLOSED ? Severity.TICKET : severity,
                            endpoint,
                            view.degraded().words(),
                            view));
        }
    }

    private static Alert alert(
            Alert.Kind kind, Severity severity, Endpoint endpoint, String words, HealthView view) {
        return new Alert(
                kind,
                severity,
                Subject.ofEndpoint(
                        endpoint.name(),
                        endpoint.pool() == null ? null : endpoint.pool().name(),
                        endpoint.provider().name(),
                        endpoint.region()),
                endpoint.name() + ": " + words,
                view.troubleSinceWallMicros());
    }

    /// Whether a route of the endpoint has no other one that takes calls.
    private static boolean isAlone(
            FleetSnapshot snapshot, Map<String, HealthView> health, Endpoint endpoint) {
        return snapshot.routes().values().stream()
                .filter(route -> has(route, endpoint))
                .anyMatch(route ->
                        route.candidates().stream()
                                .map(Route.Candidate::endpoint)
                                .noneMatch(other ->
                                        !other.name().equals(endpoint.name())
                                                && !snapshot.stopped(other)
                                                && health.getOrDefault(
                                                                other.name(), HealthView.WELL)
                                                        .takesCalls()));
    }

    private static boolean has(Route route, Endpoint endpoint) {
        return route.candidates().stream()
                .anyMatch(candidate -> candidate.endpoint().name().equals(endpoint.name()));
    }
}
