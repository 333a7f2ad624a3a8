package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.view.QuotaView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about pools: what they hold, who used one, what fits. Thread-safe.
final class QuotaRoutes {
    private static final int LONGEST_SECONDS = 86_400;
    private static final int MOST_CALLS = 1_000_000;
    private static final int MOST_TOKENS = 100_000_000;
    private static final int MOST_DAYS = 31;

    private final Sources sources;
    private final QueryPermits permits;

    QuotaRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/pools",
                        "What pools and budgets hold now, who waits and who is starved.",
                        this::pools),
                AdminRoute.get(
                        "/v1/quota/why",
                        "Who used a pool in a time range, by feature and tenant.",
                        this::why,
                        required("at", "string", "When it begins: a day or an instant (UTC)."),
                        optional("seconds", "integer", "How long it is; 60 if absent."),
                        optional("pool", "string", "Only this pool; all if absent.")),
                AdminRoute.get(
                        "/v1/quota/fit",
                        "Whether a new load fits into the pools of a feature's routes, and who would"
                                + " feel it; into one pool, if it is named.",
                        this::fit,
                        required("feature", "string", "Whose load it is."),
                        optional(
                                "pool",
                                "string",
                                "Into which pool; into each that the feature's routes lead to if"
                                        + " absent."),
                        required("rpm", "integer", "Calls per minute."),
                        required("input", "integer", "Input tokens of one call."),
                        required("output", "integer", "Output tokens of one call."),
                        optional("class", "string", "Its class; the feature's if absent."),
                        optional(
                                "at",
                                "string",
                                "When the hour of day begins that is asked about: an instant (UTC);"
                                        + " the hour that ends now if absent."),
                        optional("days", "integer", "Of how many days; 7 if absent.")));
    }

    private Reply pools(Question question) {
        QuotaView quotas = sources.gateway().quotas();
        return Reply.json(
                members(
                        "pools", quotas.pools(),
                        "budgets", quotas.budgets(),
                        "openLeases", quotas.openLeases(),
                        "expiredLeases", quotas.expiredLeases(),
                        "estimates", sources.gateway().estimates(),
                        "signals", quotas.signals().stream().map(QuotaRoutes::signal).toList()));
    }

    private static Object signal(QuotaView.Starvation signal) {
        return members(
                "kind", signal.kind().label(),
                "pool", signal.pool(),
                "feature", signal.feature(),
                "sinceMillis", signal.sinceNanos() / 1_000_000,
                "culprit", signal.culprit(),
                "words", signal.words());
    }

    private Reply why(Question question) throws Exception {
        Instant from = question.instant("at", now());
        Instant to = from.plusSeconds(question.number("seconds", 1, LONGEST_SECONDS, 60));
        FleetSnapshot snapshot = snapshot();
        String name = question.text("pool");
        Pool pool = name == null ? null : pool(snapshot, name);
        List<String> routes =
                snapshot.routes().values().stream()
                        .filter(route -> pool != null && leadsTo(route, pool))
                        .map(Route::name)
                        .sorted()
                        .toList();
        try (QueryPermits.Permit _ = permits.take()) {
            Map<String, @Nullable Object> answer =
                    members(
                            "from",
                            from.toString(),
                            "to",
                            to.toString(),
                            "pool",
                            name,
                            "limits",
                            pool == null ? null : FleetView.pool(pool));
            answer.putAll(TableView.of(sources.ledger().usage(from, to, name, routes)));
            return Reply.json(answer);
        }
    }

    private static boolean leadsTo(Route route, Pool pool) {
        return route.candidates().stream()
                .anyMatch(candidate -> pool.equals(candidate.endpoint().pool()));
    }

    private Reply fit(Question question) throws Exception {
        FleetSnapshot snapshot = snapshot();
        String name = question.text("pool");
        String label = question.text("class");
        CallClass callClass =
                label == null
                        ? null
                        : CallClass.ofLabel(label)
                                .orElseThrow(() ->
                                        AdminFault.badRequest(
                                                "class (expected: interactive, standard, batch or"
                                                        + " background)"));
        FitQuestion asked =
                new FitQuestion(
                        question.text("feature", ""),
                        callClass,
                        question.number("rpm", 1, MOST_CALLS, 1),
                        question.number("input", 0, MOST_TOKENS, 0),
                        question.number("output", 0, MOST_TOKENS, 0),
                        question.instant("at", now().minus(Duration.ofHours(1))),
                        question.number("days", 1, MOST_DAYS, 7));
        if (name != null) {
            Pool pool = pool(snapshot, name);
            try (QueryPermits.Permit _ = permits.take()) {
                return Reply.json(new FitAnswer(snapshot, pool, sources.ledger(), now()).of(asked));
            }
        }
        List<Object> answers = new ArrayList<>();
        try (QueryPermits.Permit _ = permits.take()) {
            for (Pool pool : poolsOf(snapshot, asked.feature())) {
                answers.add(new FitAnswer(snapshot, pool, sources.ledger(), now()).of(asked));
            }
        }
        return Reply.json(members("feature", asked.feature(), "pools", answers));
    }

    /// The pools that the feature's routes lead to, by name.
    private static List<Pool> poolsOf(FleetSnapshot snapshot, String name) throws AdminFault {
        Feature feature = snapshot.features().get(name);
        List<Pool> pools =
                snapshot.pools().values().stream()
                        .filter(pool ->
                                snapshot.routes().values().stream()
                                        .anyMatch(route ->
                                                (feature == null || feature.mayUse(route))
                                                        && leadsTo(route, pool)))
                        .sorted(Comparator.comparing(Pool::name))
                        .toList();
        if (pools.isEmpty()) {
            throw AdminFault.badRequest(
                    "no route of the feature leads to a pool: nobody limits it (expected: pool,"
                            + " to ask about one that it does not use)");
        }
        return pools;
    }

    private static Pool pool(FleetSnapshot snapshot, String name) throws AdminFault {
        Pool pool = snapshot.pools().get(name);
        if (pool == null) {
            throw AdminFault.badRequest(
                    "no pool is called so (expected: one of "
                            + snapshot.pools().keySet().stream().sorted().toList()
                            + ")");
        }
        return pool;
    }

    private FleetSnapshot snapshot() throws AdminFault {
        FleetSnapshot snapshot = sources.snapshot().get();
        if (snapshot == null) {
            throw new AdminFault(503, "starting", "there is no snapshot yet");
        }
        return snapshot;
    }

    private Instant now() {
        return Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
    }
}
