package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.registry.ConfigStatus;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.control.store.StoreStatus;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.view.GatewayView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the admin API answers: one method per path. Thread-safe.
final class AdminRoutes {
    static final int MAX_ROWS = 10_000;
    static final int MAX_CALLS = 1_000;
    static final Duration QUERY_TIME = Duration.ofSeconds(30);

    private final Sources sources;
    private final long startedNanos;
    private final QueryPermits permits = new QueryPermits();
    private final QuotaRoutes quota;
    private final IncidentRoutes incidents;
    private final ComplaintRoutes complaints;
    private final HygieneRoutes hygiene;
    private final ProbeRoutes probes;
    private final OperationsRoutes operations;

    AdminRoutes(Sources sources) {
        this.sources = sources;
        this.startedNanos = sources.clock().nanos();
        this.quota = new QuotaRoutes(sources, permits);
        this.incidents = new IncidentRoutes(sources, permits);
        this.complaints = new ComplaintRoutes(sources, permits);
        this.hygiene = new HygieneRoutes(sources, permits);
        this.probes = new ProbeRoutes(sources);
        this.operations = new OperationsRoutes(sources, permits);
    }

    List<AdminRoute> table() {
        AdminRoute.Parameter from =
                optional("from", "string", "A day or an instant (UTC); a day before `to`.");
        AdminRoute.Parameter to = optional("to", "string", "A day or an instant (UTC); now.");
        List<AdminRoute> routes = new ArrayList<>();
        routes.add(AdminRoute.get("/healthz", "Whether the process lives.", this::health).opened());
        routes.add(
                AdminRoute.get(
                                "/readyz",
                                "Whether calls are served (200) or not (503).",
                                this::ready)
                        .opened());
        routes.add(AdminRoute.get("/v1/status", "The process at a glance.", this::status));
        routes.add(AdminRoute.get("/v1/config", "The configuration file's state.", this::config));
        routes.add(
                AdminRoute.get(
                        "/v1/fleet", "Owners, providers, pools, endpoints, routes.", this::fleet));
        routes.add(AdminRoute.get("/v1/features", "Features, shares, budgets.", this::features));
        routes.addAll(quota.table());
        routes.addAll(incidents.table());
        routes.addAll(complaints.table());
        routes.addAll(hygiene.table());
        routes.addAll(operations.table());
        routes.addAll(new HealthRoutes(sources, permits).table());
        routes.addAll(probes.table());
        routes.addAll(new LikenessRoutes(sources).table());
        routes.addAll(new RegionRoutes(sources, permits).table());
        routes.addAll(new SeasonRoutes(sources).table());
        routes.addAll(new WorkPlanRoutes(sources, permits).table());
        routes.addAll(new SlowRoutes(sources).table());
        routes.addAll(new EvaluationRoutes(sources).table());
        routes.addAll(new VersionRoutes(sources).table());
        routes.add(
                AdminRoute.get(
                        "/v1/objectives",
                        "What is promised, what is kept, error budgets, and how fast they burn.",
                        this::objectives));
        routes.add(
                AdminRoute.get(
                        "/v1/calls",
                        "The last attempts, newest first.",
                        this::calls,
                        optional("limit", "integer", "At most 1000; 50 if absent."),
                        optional("feature", "string", "Only this feature's."),
                        optional("endpoint", "string", "Only those at this endpoint.")));
        routes.add(
                AdminRoute.get(
                        "/v1/live",
                        "What ended lately, per feature and per endpoint.",
                        this::live,
                        optional("seconds", "integer", "At most 3600; 60 if absent.")));
        routes.add(
                AdminRoute.get(
                        "/v1/ledger",
                        "Totals over a time range.",
                        this::totals,
                        required("by", "string", "One or two of " + LedgerQueries.GROUPINGS + "."),
                        from,
                        to));
        routes.add(
                AdminRoute.post(
                        "/v1/ledger/sql",
                        "Answers a query that only reads.",
                        this::sql,
                        required("query", "string", "SQL."),
                        optional("maxRows", "integer", "At most 10000; 1000 if absent.")));
        routes.add(
                AdminRoute.post(
                                "/v1/ledger/export",
                                "The events of a time range as a file.",
                                this::export,
                                required("format", "string", "`parquet` or `csv`."),
                                from,
                                to)
                        .answering("application/octet-stream"));
        routes.add(
                AdminRoute.get("/metrics", "Metrics in Prometheus text format.", this::metrics)
                        .answering("text/plain"));
        routes.add(
                AdminRoute.get(
                                "/openapi.json",
                                "This API as an OpenAPI document.",
                                _ -> Reply.json(OpenApi.document(table(), sources.version())))
                        .opened());
        return List.copyOf(routes);
    }

    private Reply health(Question question) {
        return Reply.json(Map.of("status", "ok"));
    }

    /// Storage and a rejected file degrade; they do not stop calls, so they do not unready.
    private Reply ready(Question question) {
        Sources.Lifecycle lifecycle = sources.lifecycle().get();
        boolean ready = lifecycle == Sources.Lifecycle.SERVING && sources.snapshot().get() != null;
        List<String> degraded = new ArrayList<>();
        if (trouble() != null) {
            degraded.add("ledger");
        }
        if (sources.store().get().problem() != null) {
            degraded.add("store");
        }
        if (sources.config().get().state() == ConfigStatus.State.REJECTED) {
            degraded.add("configuration");
        }
        String status =
                ready ? "ready" : lifecycle == Sources.Lifecycle.STOPPING ? "stopping" : "starting";
        return Reply.json(ready ? 200 : 503, members("status", status, "degraded", degraded));
    }

    private @Nullable String trouble() {
        try {
            return sources.ledger().lag().trouble();
        } catch (RuntimeException down) {
            return "the ledger does not answer";
        }
    }

    private Reply status(Question question) {
        GatewayView.Counters counters = sources.gateway().counters();
        return Reply.json(
                members(
                        "version", sources.version(),
                        "uptimeMillis",
                                TimeUnit.NANOSECONDS.toMillis(
                                        sources.clock().nanos() - startedNanos),
                        "lifecycle",
                                sources.lifecycle().get().name().toLowerCase(java.util.Locale.ROOT),
                        "snapshotVersion", sources.gateway().snapshotVersion(),
                        "config", configMembers(),
                        "gateway", counters,
                        "ledger", lagMembers(),
                        "store", storeMembers(),
                        "incidents", incidentMembers(),
                        "objectives", ObjectivesView.summary(sources.watch().get())));
    }

    private Object incidentMembers() {
        List<Incident> open = sources.incidents().desk().open();
        Map<String, @Nullable Object> bySeverity = members();
        sources.incidents()
                .desk()
                .openBySeverity()
                .forEach((severity, count) -> bySeverity.put(severity.label(), count));
        return members(
                "open",
                open.size(),
                "bySeverity",
                bySeverity,
                "first",
                open.isEmpty() ? null : open.getFirst().id() + " " + open.getFirst().title());
    }

    private Object storeMembers() {
        StoreStatus store = sources.store().get();
        return members("state", store.state().label(), "trouble", store.problem());
    }

    private Object lagMembers() {
        try {
            LedgerQueries.Lag lag = sources.ledger().lag();
            return members(
                    "waitingBytes", lag.waitingBytes(),
                    "behindMillis", lag.behindMillis(),
                    "trouble", lag.trouble());
        } catch (RuntimeException down) {
            return members("trouble", "the ledger does not answer");
        }
    }

    private Reply config(Question question) {
        return Reply.json(configMembers());
    }

    private Object configMembers() {
        ConfigStatus status = sources.config().get();
        return members(
                "file", status.file(),
                "state", status.state().label(),
                "version", status.version(),
                "loadedAt", text(status.loadedWallMicros()),
                "checkedAt", text(status.checkedWallMicros()),
                "problems", status.problems().stream().map(ProblemReport::members).toList());
    }

    private static String text(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }

    private Reply fleet(Question question) throws AdminFault {
        return Reply.json(FleetView.fleet(snapshot(), sources.gateway()));
    }

    private Reply features(Question question) throws AdminFault {
        return Reply.json(FleetView.features(snapshot()));
    }

    private FleetSnapshot snapshot() throws AdminFault {
        FleetSnapshot snapshot = sources.snapshot().get();
        if (snapshot == null) {
            throw new AdminFault(503, "starting", "there is no snapshot yet");
        }
        return snapshot;
    }

    private Reply objectives(Question question) {
        return Reply.json(ObjectivesView.of(sources.watch().get(), sources.snapshot().get()));
    }

    private Reply calls(Question question) throws Exception {
        int limit = question.number("limit", 1, MAX_CALLS, 50);
        try (QueryPermits.Permit _ = permits.take()) {
            return TableView.reply(
                    sources.ledger()
                            .recent(limit, question.text("feature"), question.text("endpoint")));
        }
    }

    private Reply live(Question question) throws Exception {
        int seconds = question.number("seconds", 1, 3_600, 60);
        try (QueryPermits.Permit _ = permits.take()) {
            return TableView.reply(sources.ledger().live(Duration.ofSeconds(seconds)));
        }
    }

    private Reply totals(Question question) throws Exception {
        List<String> groups = List.of(question.text("by", "").split(",", -1));
        if (groups.size() > 2
                || new HashSet<>(groups).size() != groups.size()
                || !LedgerQueries.GROUPINGS.containsAll(groups)) {
            throw AdminFault.badRequest(
                    "by (expected: one or two of " + LedgerQueries.GROUPINGS + ")");
        }
        Question.Range range = question.range(now());
        try (QueryPermits.Permit _ = permits.take()) {
            return TableView.reply(sources.ledger().totals(groups, range.from(), range.to()));
        }
    }

    private Reply sql(Question question) throws Exception {
        int maxRows = question.number("maxRows", 1, MAX_ROWS, 1_000);
        try (QueryPermits.Permit _ = permits.take()) {
            return TableView.reply(
                    sources.ledger().sql(question.text("query", ""), maxRows, QUERY_TIME));
        }
    }

    private Reply export(Question question) throws Exception {
        LedgerQueries.Format format =
                switch (question.text("format", "")) {
                    case "parquet" -> LedgerQueries.Format.PARQUET;
                    case "csv" -> LedgerQueries.Format.CSV;
                    default -> throw AdminFault.badRequest("format (expected: parquet or csv)");
                };
        Question.Range range = question.range(now());
        String suffix = question.text("format", "");
        // A folder of its own, so that nobody else can have put a file there.
        Path folder = Files.createTempDirectory(sources.scratch(), "export");
        Path file = folder.resolve("events." + suffix);
        try (QueryPermits.Permit _ = permits.take()) {
            sources.ledger().export(file, format, range.from(), range.to());
            return new Reply.Download(
                    file,
                    format == LedgerQueries.Format.CSV
                            ? "text/csv"
                            : "application/vnd.apache.parquet",
                    "events." + suffix);
        } catch (Exception failed) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
            throw failed;
        }
    }

    private Reply metrics(Question question) {
        return Reply.text("text/plain; version=0.0.4; charset=utf-8", sources.metrics().get());
    }

    private Instant now() {
        return Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
    }
}
