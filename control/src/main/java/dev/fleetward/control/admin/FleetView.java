package dev.fleetward.control.admin;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.health.BreakerTable;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.ClassPolicy;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.view.GatewayView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The fleet as JSON members, named one by one, so that nothing gets out because somebody added it
/// to a record: of credentials only the reference, of headers only the names, of keys only the id.
/// Stateless.
final class FleetView {
    private FleetView() {}

    static Map<String, Object> fleet(FleetSnapshot snapshot, GatewayView gateway) {
        Map<String, GatewayView.EndpointView> live =
                gateway.endpoints().stream()
                        .collect(
                                Collectors.toMap(
                                        GatewayView.EndpointView::endpoint,
                                        Function.identity(),
                                        (one, other) -> one));
        Map<String, Object> fleet = new LinkedHashMap<>();
        fleet.put("version", snapshot.version());
        fleet.put("owners", each(snapshot.owners(), FleetView::owner));
        fleet.put("providers", each(snapshot.providers(), FleetView::provider));
        fleet.put("pools", each(snapshot.pools(), FleetView::pool));
        fleet.put(
                "endpoints",
                each(
                        snapshot.endpoints(),
                        endpoint -> endpoint(endpoint, live.get(endpoint.name()))));
        fleet.put("routes", each(snapshot.routes(), FleetView::route));
        return fleet;
    }

    static Map<String, Object> features(FleetSnapshot snapshot) {
        Map<String, List<Object>> keys = new TreeMap<>();
        snapshot.keys().all().stream()
                .sorted(Comparator.comparing(KeyRing.Key::id))
                .forEach(key ->
                        keys.computeIfAbsent(key.feature().name(), _ -> new ArrayList<>())
                                .add(members("id", key.id(), "tenant", key.tenant())));
        return members(
                "classes",
                classes(snapshot.classes()),
                "features",
                each(
                        snapshot.features(),
                        feature -> feature(feature, keys.getOrDefault(feature.name(), List.of()))));
    }

    private static Object classes(ClassPolicies policies) {
        Map<String, Object> classes = new LinkedHashMap<>();
        for (CallClass callClass : CallClass.values()) {
            ClassPolicy policy = policies.of(callClass);
            classes.put(
                    callClass.label(),
                    members(
                            "floor", policy.floor().toString(),
                            "waitMillis", millis(policy.maxWaitNanos()),
                            "ageingMillis", millis(policy.ageingNanos()),
                            "firstTokenMillis",
                                    policy.firstTokenNanos() == 0
                                            ? null
                                            : millis(policy.firstTokenNanos())));
        }
        return classes;
    }

    private static Object owner(Owner owner) {
        return members("name", owner.name(), "contact", owner.contact(), "oncall", owner.oncall());
    }

    private static Object provider(Provider provider) {
        return members(
                "name", provider.name(),
                "account", provider.account(),
                "dialect", provider.dialect().label(),
                "url", provider.url().toString(),
                "style", provider.style().name().toLowerCase(java.util.Locale.ROOT),
                "credential",
                        provider.credential() == null ? null : provider.credential().reference(),
                "apiVersion", provider.apiVersion(),
                "http2", provider.http2(),
                "headers", provider.headers().keySet().stream().sorted().toList(),
                "owner", name(provider.owner()));
    }

    static Object pool(Pool pool) {
        return members(
                "name", pool.name(),
                "accounting", pool.accounting().label(),
                "requestsPerMinute", limit(pool.requestsPerMinute()),
                "inputTokensPerMinute", limit(pool.inputTokensPerMinute()),
                "outputTokensPerMinute", limit(pool.outputTokensPerMinute()),
                "tokensPerMinute", limit(pool.tokensPerMinute()),
                "concurrent", limit(pool.concurrent()),
                "kvTokens", limit(pool.kvTokens()),
                "requestWindowMillis", millis(pool.requestWindowNanos()),
                "outputBurndown", pool.outputBurndown(),
                "longPrompts",
                        pool.longPrompts() == null
                                ? null
                                : members(
                                        "over", pool.longPrompts().tokens(),
                                        "concurrent", pool.longPrompts().concurrent()),
                "adaptive", pool.adaptive());
    }

    private static @Nullable Long limit(long limit) {
        return limit == Pool.UNLIMITED ? null : limit;
    }

    private static Object endpoint(Endpoint endpoint, GatewayView.@Nullable EndpointView live) {
        return members(
                "name", endpoint.name(),
                "provider", endpoint.provider().name(),
                "model", endpoint.model(),
                "region", endpoint.region(),
                "zone", endpoint.zone(),
                "pool", endpoint.pool() == null ? null : endpoint.pool().name(),
                "owner", name(endpoint.owner()),
                "price", endpoint.price() == null ? null : endpoint.price().version(),
                "timeouts", timeouts(endpoint.timeouts()),
                "state", state(endpoint, live),
                "standing", live == null ? "" : live.health().standing(),
                "health", live == null ? null : HealthMembers.of(live.health()),
                "open", live == null ? 0 : live.open(),
                "passPriority", endpoint.passPriority());
    }

    private static String state(Endpoint endpoint, GatewayView.@Nullable EndpointView live) {
        if (endpoint.drained() || (live != null && live.drained())) {
            return "drained";
        }
        if (live == null) {
            return "unknown";
        }
        return live.health().state() == BreakerTable.State.CLOSED
                ? "ready"
                : live.health().state().label();
    }

    private static Object route(Route route) {
        return members(
                "name", route.name(),
                "strategy", route.strategy().name().toLowerCase(java.util.Locale.ROOT),
                "lenient", route.lenient(),
                "timeouts", timeouts(route.timeouts()),
                "maxOutputTokens",
                        route.maxOutputTokens() == Route.NO_CLAMP ? null : route.maxOutputTokens(),
                "peak", route.peak() == null ? null : peak(route.peak()),
                "endpoints",
                        route.candidates().stream()
                                .map(candidate ->
                                        members(
                                                "endpoint", candidate.endpoint().name(),
                                                "weight", candidate.weight()))
                                .toList());
    }

    private static Object peak(Peak peak) {
        return members("when", peak.words(), "isOn", peak.isOn());
    }

    private static Object timeouts(Timeouts timeouts) {
        return members(
                "connectMillis", millisOrNull(timeouts.connectNanos()),
                "firstTokenMillis", millisOrNull(timeouts.firstTokenNanos()),
                "silenceMillis", millisOrNull(timeouts.silenceNanos()),
                "totalMillis", millisOrNull(timeouts.totalNanos()),
                "seasonal", timeouts.seasonal());
    }

    private static @Nullable Long millisOrNull(long nanos) {
        return nanos == Long.MAX_VALUE ? null : millis(nanos);
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static Object feature(Feature feature, List<Object> keys) {
        Map<String, Object> shares = new TreeMap<>();
        feature.shares()
                .forEach((pool, share) ->
                        shares.put(
                                pool,
                                members(
                                        "reserve", share.reserve().toString(),
                                        "lend", share.lend().toString(),
                                        "borrow", share.borrow().toString(),
                                        "weight", share.weight())));
        Budget budget = feature.budget();
        return members(
                "name", feature.name(),
                "owner", name(feature.owner()),
                "class", feature.callClass().label(),
                "tier", feature.tier(),
                "shares", shares,
                "monthlyBudgetNanos", budget == null ? null : budget.monthly().nanos(),
                "backgroundBudgetNanos",
                        budget == null || budget.background() == null
                                ? null
                                : budget.background().nanos(),
                "dailyBudgetNanos",
                        budget == null || budget.daily() == null ? null : budget.daily().nanos(),
                "parallel",
                        members(
                                "feature", cap(feature.parallel().feature()),
                                "tenant", cap(feature.parallel().tenant()),
                                "key", cap(feature.parallel().key()),
                                "job", cap(feature.parallel().job())),
                "queue",
                        members(
                                "calls", feature.queue().calls(),
                                "bytes", feature.queue().bytes(),
                                "waitMillis",
                                        feature.queue().waitNanos() == 0
                                                ? null
                                                : millis(feature.queue().waitNanos())),
                "routes", feature.routes().stream().sorted().toList(),
                "keys", keys);
    }

    private static @Nullable Integer cap(int cap) {
        return cap == Parallel.UNLIMITED ? null : cap;
    }

    private static @Nullable String name(@Nullable Owner owner) {
        return owner == null ? null : owner.name();
    }

    private static <T> List<Object> each(Map<String, T> named, Function<T, Object> view) {
        return new TreeMap<>(named).values().stream().map(view).toList();
    }

    /// Alternately names and values, in this order.
    static Map<String, @Nullable Object> members(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return members;
    }
}
