package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.view.QuotaView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
                        "Whether a new load fits into a pool, and who would feel it.",
                        this::fit,
                        required("feature", "string", "Whose load it is."),
                        required("pool", "string", "Into which pool."),
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
        Pool pool = pool(snapshot, question.text("pool", ""));
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
        try (QueryPermits.Permit _ = permits.take()) {
            return Reply.json(new FitAnswer(snapshot, pool, sources.ledger(), now()).of(asked));
        }
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
