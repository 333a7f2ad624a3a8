package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.evaluation.EvalResult;
import dev.fleetward.control.operations.VersionBook;
import dev.fleetward.control.operations.VersionDirective;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.region.Promotions.Verdict;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.route.VersionGates;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about versions on routes, and how they are promoted and held.
/// Thread-safe.
final class VersionRoutes {
    private static final int MOST_REASON = 500;
    private static final int MOST_NAME = 200;

    /// Of the newest results of a suite, among which those of a version are looked for.
    private static final int MOST_RESULTS = 1_000;

    private final Sources sources;

    VersionRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        AdminRoute.Parameter version =
                required("version", "string", "The version, as the provider names it.");
        AdminRoute.Parameter reason = optional("reason", "string", "Why, for those who read it.");
        return List.of(
                AdminRoute.get(
                        "/v1/versions",
                        "Routes with a version policy: what it allows, whom it holds, what was"
                                + " promoted or held by hand.",
                        this::list),
                AdminRoute.post(
                        "/v1/routes/{name}/versions/promote",
                        "Allows a version on a route. Refused while a feature that burns its error"
                                + " budget asks that nothing be rolled out there.",
                        this::promote,
                        version,
                        optional("anyway", "boolean", "Also while the route is frozen."),
                        optional(
                                "eval",
                                "string",
                                "Only if the version passed the newest run of this suite."),
                        reason),
                AdminRoute.post(
                        "/v1/routes/{name}/versions/hold",
                        "Keeps a version from a route, its canary too, whatever the policy allows.",
                        question -> give(question, Verdict.REJECTED),
                        version,
                        reason),
                AdminRoute.post(
                        "/v1/routes/{name}/versions/forget",
                        "Leaves a version to the route's policy again.",
                        this::forget,
                        version,
                        reason));
    }

    private VersionBook book() {
        return sources.operations().versions();
    }

    private Reply list(Question question) throws AdminFault {
        FleetSnapshot snapshot = snapshot();
        VersionGates gates = VersionGates.of(snapshot);
        List<Object> routes = new ArrayList<>();
        new TreeMap<>(snapshot.routes())
                .forEach((name, route) -> {
                    VersionGate gate = gates.of(route);
                    if (gate != null) {
                        routes.add(row(route, gate, snapshot));
                    }
                });
        return Reply.json(
                members(
                        "routes",
                        routes,
                        "unknown",
                        book().standing().stream()
                                .filter(it -> !snapshot.routes().containsKey(it.route()))
                                .map(VersionRoutes::view)
                                .toList()));
    }

    private Map<String, @Nullable Object> row(
            Route route, VersionGate gate, FleetSnapshot snapshot) {
        return members(
                "name", route.name(),
                "policy", label(route.versions()),
                "allows", route.versions().words(),
                "canary", route.versions().canary().toString(),
                "frozen", snapshot.directives().frozen().contains(route.name()),
                "held",
                        gate.held().stream()
                                .map(it ->
                                        members("endpoint", it.endpoint(), "reason", it.reason()))
                                .toList(),
                "directives",
                        book().standing().stream()
                                .filter(it -> it.route().equals(route.name()))
                                .map(VersionRoutes::view)
                                .toList());
    }

    private static Map<String, @Nullable Object> view(VersionDirective directive) {
        return members(
                "route", directive.route(),
                "version", directive.version(),
                "verdict", directive.label(),
                "by", directive.actor(),
                "reason", directive.reason(),
                "since", EndpointsView.text(directive.sinceWallMicros()));
    }

    private static String label(VersionPolicy policy) {
        return switch (policy) {
            case VersionPolicy.Any _ -> "any";
            case VersionPolicy.Common _ -> "common";
            case VersionPolicy.Hold _ -> "hold";
        };
    }

    private Reply promote(Question question) throws AdminFault, StoreUnavailable {
        Route route = route(question);
        if (!question.isTrue("anyway") && snapshot().directives().frozen().contains(route.name())) {
            throw new AdminFault(
                    409,
                    "frozen",
                    "not promoted: a feature of route "
                            + route.name()
                            + " burns its error budget and asks that nothing be rolled out"
                            + " meanwhile (fleetward slo). Promote when that is over, or anyway"
                            + " where the version is the remedy");
        }
        String suite = question.text("eval", "").strip();
        if (!suite.isEmpty()) {
            passed(route.name(), version(question), suite);
        }
        return give(question, Verdict.PROMOTED);
    }

    /// The newest run of the suite on the route must have met the version, and it must have passed
    /// at every endpoint where it did.
    private void passed(String route, String version, String suite)
            throws AdminFault, StoreUnavailable {
        List<EvalResult> results =
                sources.evaluations().results().latest(suite, route, null, null, MOST_RESULTS);
        if (results.isEmpty()) {
            throw refused("suite " + suite + " was never run on route " + route);
        }
        String run = results.getFirst().run();
        List<EvalResult> met =
                results.stream()
                        .filter(it -> it.run().equals(run))
                        .filter(it -> isOf(it, version))
                        .toList();
        if (met.isEmpty()) {
            throw refused("the newest run of suite " + suite + " did not meet " + version);
        }
        for (EvalResult result : met) {
            if (!result.passed()) {
                throw refused(
                        version
                                + " "
                                + result.verdict().label()
                                + " suite "
                                + suite
                                + " at "
                                + result.endpoint()
                                + ": "
                                + result.rate().passed()
                                + " of "
                                + result.rate().samples()
                                + " samples passed, "
                                + result.threshold()
                                + " had to");
            }
        }
    }

    private static boolean isOf(EvalResult result, String version) {
        String met = result.version();
        return met != null && VersionName.plain(met).equals(VersionName.plain(version));
    }

    private static AdminFault refused(String why) {
        return new AdminFault(409, "not_passed", "not promoted: " + why);
    }

    private Reply give(Question question, Verdict verdict) throws AdminFault, StoreUnavailable {
        Route route = route(question);
        String version = version(question);
        if (book().standing().size() >= VersionBook.MOST) {
            throw new AdminFault(
                    409,
                    "too_many",
                    VersionBook.MOST + " directives stand already; forget those that are over");
        }
        VersionDirective given =
                book().give(route.name(), version, verdict, question.actor(), reason(question));
        return Reply.json(view(given));
    }

    private Reply forget(Question question) throws AdminFault, StoreUnavailable {
        String route = question.inPath("name");
        String version = version(question);
        VersionDirective stood =
                book().lift(route, version, question.actor(), reason(question))
                        .orElseThrow(() ->
                                AdminFault.badRequest(
                                        version
                                                + " is neither promoted nor held on route "
                                                + route));
        return Reply.json(view(stood));
    }

    private Route route(Question question) throws AdminFault {
        String name = question.inPath("name");
        Route route = snapshot().routes().get(name);
        if (route == null) {
            throw AdminFault.badRequest(
                    "no route is called \""
                            + name
                            + "\" (expected: one of "
                            + snapshot().routes().keySet().stream().sorted().toList()
                            + ")");
        }
        if (route.versions() instanceof VersionPolicy.Any) {
            throw AdminFault.badRequest(
                    "the route "
                            + name
                            + " takes any version (expected: a route with `versions: hold` or"
                            + " `versions: common`)");
        }
        return route;
    }

    private static String version(Question question) throws AdminFault {
        return line(question.text("version", ""), "version", MOST_NAME);
    }

    private static @Nullable String reason(Question question) throws AdminFault {
        String reason = line(question.text("reason", ""), "reason", MOST_REASON);
        return reason.isEmpty() ? null : reason;
    }

    private static String line(String text, String name, int most) throws AdminFault {
        String line = text.strip();
        if (line.length() > most || line.chars().anyMatch(c -> c < ' ')) {
            throw AdminFault.badRequest(
                    name + " (expected: a line of at most " + most + " characters)");
        }
        return line;
    }

    private FleetSnapshot snapshot() throws AdminFault {
        FleetSnapshot snapshot = sources.snapshot().get();
        if (snapshot == null) {
            throw new AdminFault(503, "starting", "there is no snapshot yet");
        }
        return snapshot;
    }
}
