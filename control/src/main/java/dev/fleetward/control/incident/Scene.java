package dev.fleetward.control.incident;

import static dev.fleetward.control.incident.Concerned.number;
import static dev.fleetward.control.incident.Concerned.share;
import static dev.fleetward.control.incident.Concerned.text;
import static dev.fleetward.control.incident.Concerned.time;

import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the part of the fleet that an incident concerns stood at one moment, in bounded words.
/// Stateless.
final class Scene {
    /// How much of the time before counts.
    static final long BEFORE_MICROS = TimeUnit.MINUTES.toMicros(10);

    /// Endpoints, versions and pools that are named; of more only the number is told.
    static final int MOST_NAMED = 8;

    private static final int LONGEST = 600;

    private Scene() {}

    /// What was routed and which versions answered in the time before `at`.
    ///
    /// @throws IOException where the ledger does not answer now
    static List<Moment> routed(Incident incident, long at, LedgerRows ledger) throws IOException {
        String during =
                " AND accepted_at >= "
                        + time(at - BEFORE_MICROS)
                        + " AND accepted_at < "
                        + time(at);
        String about = Concerned.rows(incident);
        String routes =
                about == null
                        ? ""
                        : " AND route IN (SELECT DISTINCT route FROM events WHERE "
                                + about
                                + during
                                + ")";
        String answered =
                " FROM events WHERE outcome = 'succeeded' AND endpoint IS NOT NULL"
                        + routes
                        + during;
        return List.of(
                new Moment(
                        at,
                        Moment.Kind.TRAFFIC,
                        shares(
                                ledger.of(
                                        "SELECT endpoint, count(*) AS n"
                                                + answered
                                                + " GROUP BY 1 ORDER BY n DESC, 1"))),
                new Moment(
                        at,
                        Moment.Kind.VERSION,
                        versions(
                                ledger.of(
                                        "SELECT endpoint, model_served, count(*) AS n"
                                                + answered
                                                + " AND model_served IS NOT NULL GROUP BY 1, 2"
                                                + " ORDER BY n DESC, 1, 2"))));
    }

    private static String shares(List<List<@Nullable Object>> rows) {
        long all = rows.stream().mapToLong(row -> number(row, 1)).sum();
        return all == 0
                ? "No call was answered in the 10 minutes before."
                : listed(
                        "Answered calls in the 10 minutes before: ",
                        rows.stream()
                                .map(row -> text(row, 0) + " " + share(number(row, 1), all))
                                .toList());
    }

    private static String versions(List<List<@Nullable Object>> rows) {
        return rows.isEmpty()
                ? "No answer named its version in the 10 minutes before."
                : listed(
                        "Versions that answered in the 10 minutes before: ",
                        rows.stream()
                                .map(row ->
                                        text(row, 0)
                                                + " "
                                                + text(row, 1)
                                                + " ("
                                                + number(row, 2)
                                                + ")")
                                .toList());
    }

    /// Which configuration is served, and which limits hold, now.
    static List<Moment> held(
            Incident incident, FleetSnapshot fleet, QuotaView quotas, long nowMicros) {
        Set<String> names = pools(incident, fleet);
        List<String> words =
                quotas.pools().stream()
                        .filter(pool -> names.isEmpty() || names.contains(pool.pool()))
                        .map(Scene::words)
                        .toList();
        return List.of(
                new Moment(
                        nowMicros,
                        Moment.Kind.VERSION,
                        "Version " + fleet.version() + " of the configuration is served."),
                new Moment(
                        nowMicros,
                        Moment.Kind.LIMITS,
                        words.isEmpty()
                                ? "No pool limits what it concerns."
                                : listed("Limits that hold: ", words)));
    }

    /// The pools of what it names, and of all that stands in for that; none where it names nothing.
    private static Set<String> pools(Incident incident, FleetSnapshot fleet) {
        Set<String> endpoints = Concerned.endpoints(incident);
        Set<String> routes = Concerned.named(incident, Subject::route);
        List<Feature> features =
                Concerned.named(incident, Subject::feature).stream()
                        .filter(fleet.features()::containsKey)
                        .map(name -> fleet.features().get(name))
                        .toList();
        Set<String> pools = new TreeSet<>(Concerned.named(incident, Subject::pool));
        for (Route route : fleet.routes().values()) {
            boolean concerned =
                    routes.contains(route.name())
                            || features.stream().anyMatch(feature -> feature.mayUse(route))
                            || route.candidates().stream()
                                    .anyMatch(it -> endpoints.contains(it.endpoint().name()));
            for (Route.Candidate candidate : route.candidates()) {
                Pool pool = candidate.endpoint().pool();
                if (concerned && pool != null) {
                    pools.add(pool.name());
                }
            }
        }
        return pools;
    }

    private static String words(QuotaView.PoolView pool) {
        List<String> parts = new ArrayList<>();
        for (QuotaView.BucketView bucket : pool.buckets()) {
            parts.add(
                    String.format(
                            Locale.ROOT,
                            "%s %d, %.0f%% free",
                            bucket.bucket(),
                            bucket.limit(),
                            bucket.limit() == 0 ? 0 : 100.0 * bucket.available() / bucket.limit()));
        }
        if (pool.queued() > 0) {
            parts.add(pool.queued() + " calls wait");
        }
        if (!pool.throttle().isOpen()) {
            parts.add("batch and background held to " + pool.throttle().allowed() / 10_000 + "%");
        }
        if (pool.learned().learnedTokensPerMinute() != QuotaView.LearnedView.UNKNOWN) {
            parts.add(
                    "it turned out to give "
                            + pool.learned().learnedTokensPerMinute()
                            + " tokens per minute");
        }
        if (pool.learned().pausedNanos() > 0) {
            parts.add(
                    String.format(
                            Locale.ROOT,
                            "left alone for %.0f s, as it asked",
                            pool.learned().pausedNanos() / 1e9));
        }
        return "pool "
                + pool.pool()
                + " ("
                + (parts.isEmpty() ? "unlimited" : String.join(", ", parts))
                + ")";
    }

    private static String listed(String head, List<String> names) {
        String words =
                head
                        + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                        + (names.size() > MOST_NAMED
                                ? " and " + (names.size() - MOST_NAMED) + " more"
                                : "");
        String line = words.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST ? line + "." : line.substring(0, LONGEST) + "…";
    }
}
