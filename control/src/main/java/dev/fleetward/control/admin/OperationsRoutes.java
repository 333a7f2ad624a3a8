package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.operations.Change;
import dev.fleetward.control.operations.ChangeLog;
import dev.fleetward.control.operations.Directive;
import dev.fleetward.control.operations.DirectiveBook;
import dev.fleetward.control.operations.Operations;
import dev.fleetward.control.operations.StrayDesk;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.route.VersionGates;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about endpoints and changes, and what it does to them. Thread-safe.
final class OperationsRoutes {
    private static final int MAX_REASON = 500;

    private final Sources sources;
    private final QueryPermits permits;

    OperationsRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        AdminRoute.Parameter reason = optional("reason", "string", "Why, for those who read it.");
        return List.of(
                AdminRoute.get(
                        "/v1/endpoints",
                        "Every endpoint: its owner, whether it takes calls, what it did in the last"
                                + " 15 minutes.",
                        this::endpoints),
                AdminRoute.get("/v1/endpoints/{name}", "One endpoint in full.", this::endpoint),
                AdminRoute.post(
                        "/v1/endpoints/{name}/drain",
                        "Takes an endpoint out of service: no new calls; those under way end.",
                        question -> give(question, Directive.State.DRAINED),
                        reason),
                AdminRoute.post(
                        "/v1/endpoints/{name}/cordon",
                        "Keeps new calls from an endpoint for the moment.",
                        question -> give(question, Directive.State.CORDONED),
                        reason),
                AdminRoute.post(
                        "/v1/endpoints/{name}/undrain",
                        "Puts an endpoint back into service and forgets its failures.",
                        this::lift,
                        reason),
                AdminRoute.get(
                        "/v1/changes",
                        "What altered the fleet, and who did it, newest first.",
                        this::changes,
                        optional("since", "string", "A day or an instant (UTC); a day ago."),
                        optional("limit", "integer", "At most 1000; 200 if absent.")),
                AdminRoute.post(
                        "/v1/config/reload",
                        "Reads the configuration and the files of credentials again.",
                        this::reload));
    }

    private Operations operations() {
        return sources.operations();
    }

    private Reply endpoints(Question question) throws AdminFault {
        EndpointsView view = view();
        return Reply.json(
                members(
                        "windowSeconds", EndpointTraffic.WINDOW.toSeconds(),
                        "endpoints", view.all(),
                        "unknown", view.unknown()));
    }

    private Reply endpoint(Question question) throws AdminFault {
        String name = question.inPath("name");
        Endpoint endpoint = snapshot().endpoints().get(name);
        if (endpoint == null) {
            throw noEndpoint(name);
        }
        return Reply.json(view().detail(endpoint));
    }

    private EndpointsView view() throws AdminFault {
        return new EndpointsView(
                snapshot(),
                sources.gateway(),
                operations().directives().standing(),
                held(),
                traffic());
    }

    /// Why some calls are kept from an endpoint, a phrase each.
    private Map<String, List<String>> held() throws AdminFault {
        Map<String, List<String>> held = new HashMap<>(VersionGates.of(snapshot()).held());
        for (StrayDesk.Standing each : operations().strays().standing()) {
            List<String> reasons =
                    new ArrayList<>(held.getOrDefault(each.stray().endpoint(), List.of()));
            reasons.add(
                    "answered from "
                            + each.stray().region()
                            + ": serves no calls that may not be served there");
            held.put(each.stray().endpoint(), reasons);
        }
        return held;
    }

    /// Null where the ledger does not answer: the rest is worth showing all the same.
    private @Nullable Map<String, EndpointTraffic> traffic() {
        try (QueryPermits.Permit _ = permits.take()) {
            return EndpointTraffic.until(now(), sources.ledger(), sources.incidents().complaints());
        } catch (AdminFault | IOException | LedgerQueries.QueryRefused notNow) {
            return null;
        }
    }

    private Reply give(Question question, Directive.State state) throws AdminFault {
        String name = question.inPath("name");
        if (!snapshot().endpoints().containsKey(name)) {
            throw noEndpoint(name);
        }
        return given(
                name,
                operations().directives().give(name, state, question.actor(), reason(question)));
    }

    /// A directive for an endpoint that is gone from the configuration can be lifted too.
    private Reply lift(Question question) throws AdminFault {
        String name = question.inPath("name");
        boolean known = snapshot().endpoints().containsKey(name);
        boolean stood = operations().directives().standing().containsKey(name);
        if (!known && !stood) {
            throw noEndpoint(name);
        }
        DirectiveBook.Given given =
                operations().directives().lift(name, question.actor(), reason(question));
        if (known) {
            operations().forgive().accept(name);
            if (!stood) {
                operations()
                        .changes()
                        .add(
                                new Change(
                                        sources.clock().wallMicros(),
                                        question.actor(),
                                        Change.Kind.DIRECTIVE,
                                        name,
                                        "what was held against endpoint "
                                                + name
                                                + " is forgotten"));
            }
        }
        return given(name, given);
    }

    private Reply given(String name, DirectiveBook.Given given) throws AdminFault {
        Endpoint endpoint = snapshot().endpoints().get(name);
        return Reply.json(
                members(
                        "name",
                        name,
                        "directive",
                        given.directive() == null ? null : given.directive().state().label(),
                        "stored",
                        given.stored(),
                        "trouble",
                        given.stored() ? null : sources.store().get().problem(),
                        "endpoint",
                        endpoint == null ? null : view().detail(endpoint)));
    }

    static @Nullable String reason(Question question) throws AdminFault {
        String reason = question.text("reason", "").strip();
        if (reason.length() > MAX_REASON || reason.chars().anyMatch(c -> c < ' ')) {
            throw AdminFault.badRequest(
                    "reason (expected: a line of at most " + MAX_REASON + " characters)");
        }
        return reason.isEmpty() ? null : reason;
    }

    private AdminFault noEndpoint(String name) throws AdminFault {
        return AdminFault.badRequest(
                "no endpoint is called \""
                        + name
                        + "\" (expected: one of "
                        + snapshot().endpoints().keySet().stream().sorted().toList()
                        + ")");
    }

    private Reply changes(Question question) throws Exception {
        Instant since = question.instant("since", now().minus(Duration.ofDays(1)));
        int limit = question.number("limit", 1, ChangeLog.MOST_READ, 200);
        List<Object> rows = new ArrayList<>();
        for (Change change :
                operations()
                        .changes()
                        .since(ChronoUnit.MICROS.between(Instant.EPOCH, since), limit)) {
            rows.add(
                    members(
                            "at", EndpointsView.text(change.atWallMicros()),
                            "kind", change.kind().label(),
                            "subject", change.subject(),
                            "words", change.words(),
                            "by", change.actor()));
        }
        return Reply.json(members("changes", rows, "truncated", rows.size() == limit));
    }

    private Reply reload(Question question) {
        return switch (operations().reload().get()) {
            case LoadResult.Loaded loaded -> {
                operations()
                        .changes()
                        .add(
                                new Change(
                                        sources.clock().wallMicros(),
                                        question.actor(),
                                        Change.Kind.CONFIGURATION,
                                        null,
                                        "asked for the configuration to be read again; version "
                                                + loaded.snapshot().version()
                                                + " is served"));
                yield Reply.json(
                        members(
                                "state", "current",
                                "version", loaded.snapshot().version(),
                                "problems",
                                        loaded.warnings().stream()
                                                .map(ProblemReport::members)
                                                .toList()));
            }
            case LoadResult.Rejected rejected ->
                    Reply.json(
                            members(
                                    "state", "rejected",
                                    "version", sources.config().get().version(),
                                    "problems",
                                            rejected.problems().stream()
                                                    .map(ProblemReport::members)
                                                    .toList()));
        };
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
