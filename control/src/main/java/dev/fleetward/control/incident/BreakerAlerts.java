package dev.fleetward.control.incident;

import dev.fleetward.core.health.HealthAlerts;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.view.GatewayView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the endpoints' breakers alert of, and their steps for time lines. Confined to the thread
/// that asks.
public final class BreakerAlerts implements AlertSource {
    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final GatewayView gateway;
    private long seen;

    public BreakerAlerts(Supplier<@Nullable FleetSnapshot> snapshot, GatewayView gateway) {
        this.snapshot = snapshot;
        this.gateway = gateway;
    }

    @Override
    public String name() {
        return "breakers";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(Alert.Kind.ENDPOINT_DOWN, Alert.Kind.ACCOUNT_REFUSED, Alert.Kind.DEGRADED);
    }

    @Override
    public List<Alert> alerts() {
        FleetSnapshot fleet = snapshot.get();
        if (fleet == null) {
            return List.of();
        }
        Map<String, HealthView> health = new HashMap<>();
        for (GatewayView.EndpointView endpoint : gateway.endpoints()) {
            health.put(endpoint.endpoint(), endpoint.health());
        }
        return HealthAlerts.of(fleet, health);
    }

    @Override
    public List<AtEndpoint> moments() {
        List<AtEndpoint> moments = new ArrayList<>();
        for (Transition step : gateway.transitionsAfter(seen)) {
            seen = step.sequence();
            moments.add(
                    new AtEndpoint(
                            step.endpoint(),
                            new Moment(
                                    step.atWallMicros(),
                                    Moment.Kind.BREAKER,
                                    step.endpoint()
                                            + ": "
                                            + step.from().label()
                                            + " to "
                                            + step.to().label()
                                            + ", "
                                            + step.words())));
        }
        return moments;
    }
}
