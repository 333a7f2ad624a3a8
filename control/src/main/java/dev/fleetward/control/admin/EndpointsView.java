package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.operations.Directive;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.view.GatewayView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Every endpoint with who answers for it, whether it takes calls and why not, and what it did
/// lately. Immutable.
///
/// @param held by endpoint, which routes keep calls from it for its version and why
/// @param traffic null where the ledger does not answer
record EndpointsView(
        FleetSnapshot snapshot,
        GatewayView gateway,
        Map<String, Directive> directives,
        Map<String, List<String>> held,
        @Nullable Map<String, EndpointTraffic> traffic) {

    List<Object> all() {
        Map<String, GatewayView.EndpointView> live = live();
        List<Object> rows = new ArrayList<>();
        new TreeMap<>(snapshot.endpoints())
                .forEach((name, endpoint) -> rows.add(row(endpoint, live.get(name))));
        return rows;
    }

    /// Directives for endpoints that the configuration does not have.
    List<Object> unknown() {
        return new TreeMap<>(directives)
                .values().stream()
                        .filter(directive ->
                                !snapshot.endpoints().containsKey(directive.endpoint()))
                        .map(directive ->
                                (Object)
                                        members(
                                                "name", directive.endpoint(),
                                                "state", directive.state().label(),
                                                "reason", directive.reason(),
                                                "since", text(directive.sinceWallMicros()),
                                                "by", directive.actor()))
                        .toList();
    }

    private Map<String, GatewayView.EndpointView> live() {
        return gateway.endpoints().stream()
                .collect(
                        Collectors.toMap(
                                GatewayView.EndpointView::endpoint,
                                Function.identity(),
                                (one, other) -> one));
    }

    /// One endpoint with all that is known of it.
    Map<String, @Nullable Object> detail(Endpoint endpoint) {
        GatewayView.EndpointView live = live().get(endpoint.name());
        Map<String, @Nullable Object> row = row(endpoint, live);
        row.put("health", live == null ? null : HealthMembers.of(live.health()));
        Owner owner = endpoint.responsible();
        row.put("contact", owner == null ? null : owner.contact());
        row.put("oncall", owner == null ? null : owner.oncall());
        row.put("runbook", runbook(endpoint));
        row.put("family", endpoint.care().family());
        row.put(
                "retires",
                endpoint.care().retires() == null ? null : endpoint.care().retires().toString());
        row.put(
                "credential",
                endpoint.provider().credential() == null
                        ? null
                        : endpoint.provider().credential().reference());
        row.put("url", endpoint.provider().url().toString());
        row.put("price", endpoint.price() == null ? null : endpoint.price().version());
        row.put(
                "routes",
                snapshot.routes().values().stream()
                        .filter(route -> leadsTo(route, endpoint))
                        .map(Route::name)
                        .sorted()
                        .toList());
        return row;
    }

    private static boolean leadsTo(Route route, Endpoint endpoint) {
        return route.candidates().stream()
                .anyMatch(candidate -> candidate.endpoint().name().equals(endpoint.name()));
    }

    private static @Nullable String runbook(Endpoint endpoint) {
        if (endpoint.care().runbook() != null) {
            return endpoint.care().runbook().toString();
        }
        Owner owner = endpoint.responsible();
        return owner == null || owner.runbook() == null ? null : owner.runbook().toString();
    }

    private Map<String, @Nullable Object> row(
            Endpoint endpoint, GatewayView.@Nullable EndpointView live) {
        Directive directive = directives.get(endpoint.name());
        long open = live == null ? 0 : live.open();
        EndpointTraffic lately =
                traffic == null
                        ? null
                        : traffic.getOrDefault(endpoint.name(), EndpointTraffic.NONE);
        return members(
                "name",
                endpoint.name(),
                "provider",
                endpoint.provider().name(),
                "model",
                endpoint.model(),
                "region",
                endpoint.region(),
                "zone",
                endpoint.zone(),
                "pool",
                endpoint.pool() == null ? null : endpoint.pool().name(),
                "owner",
                endpoint.responsible() == null ? null : endpoint.responsible().name(),
                "state",
                state(endpoint, directive, live),
                "reason",
                reason(endpoint, directive, live),
                "held",
                held.getOrDefault(endpoint.name(), List.of()),
                "since",
                since(directive, live),
                "by",
                directive == null ? null : directive.actor(),
                "open",
                open,
                "attempts",
                lately == null ? null : lately.attempts(),
                "share",
                lately == null ? null : share(lately.attempts(), total()),
                "valid",
                lately == null ? null : lately.valid(),
                "firstTokenP95Millis",
                lately == null ? null : lately.firstTokenMillis());
    }

    private long total() {
        return traffic == null
                ? 0
                : traffic.values().stream().mapToLong(EndpointTraffic::attempts).sum();
    }

    /// A part of 1; null where there is nothing to be a part of.
    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    private static String state(
            Endpoint endpoint,
            @Nullable Directive directive,
            GatewayView.@Nullable EndpointView live) {
        long open = live == null ? 0 : live.open();
        boolean drained =
                endpoint.drained()
                        || (directive != null && directive.state() == Directive.State.DRAINED);
        if (drained) {
            return open > 0 ? "draining" : "drained";
        }
        if (directive != null) {
            return "cordoned";
        }
        return live == null || live.health().state() == State.CLOSED
                ? "serving"
                : live.health().state().label();
    }

    private static @Nullable String reason(
            Endpoint endpoint,
            @Nullable Directive directive,
            GatewayView.@Nullable EndpointView live) {
        if (directive != null) {
            return directive.reason();
        }
        if (endpoint.drained()) {
            return "drained in the configuration";
        }
        return live == null || live.health().state() == State.CLOSED
                ? null
                : live.health().standing();
    }

    private static @Nullable String since(
            @Nullable Directive directive, GatewayView.@Nullable EndpointView live) {
        if (directive != null) {
            return text(directive.sinceWallMicros());
        }
        return live == null || live.health().stateSinceWallMicros() == 0
                ? null
                : text(live.health().stateSinceWallMicros());
    }

    static String text(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
