package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What of the endpoints' health somebody should know. Stateless.
///
/// - A refused account pages at once: nothing but a person can change that.
/// - An endpoint whose calls fail is down from its second opening on (most first ones are over
///   within a second), or at once where nothing else serves a route. It stays down until it serves
///   all its calls again.
/// - An endpoint whose answers became worse is degraded until the symptom is gone.
///
/// The last two are tickets, and page where nothing else serves a route. That an endpoint is down
/// pages also where a route of an interactive or a standard feature has no more than one endpoint
/// left: the next failure stops it. Of endpoints that were stopped on purpose only a refused
/// account is told.
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
        Loss loss = new Loss(snapshot, health, endpoint);
        String unserved = loss.unserved();
        if (!view.outage().isEmpty() && (view.openings() > 1 || unserved != null)) {
            String bare = unserved == null ? loss.bare() : null;
            String why =
                    unserved != null
                            ? ", and nothing else serves route " + unserved
                            : bare != null ? ", and route " + bare + " has one endpoint left" : "";
            String outage = why.isEmpty() ? view.outage() : clause(view.outage()) + why;
            alerts.add(
                    alert(
                            Alert.Kind.ENDPOINT_DOWN,
                            why.isEmpty() ? Severity.TICKET : Severity.PAGE,
                            endpoint,
                            "calls fail: " + outage,
                            view));
        }
        if (view.degraded() != null) {
            alerts.add(
                    alert(
                            Alert.Kind.DEGRADED,
                            unserved == null || view.state() == State.CLOSED
                                    ? Severity.TICKET
                                    : Severity.PAGE,
                            endpoint,
                            view.degraded().words(),
                            view));
        }
    }

    /// A sentence that goes on.
    private static String clause(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
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
}
