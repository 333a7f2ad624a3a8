package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.evaluation.EvalResult;
import dev.fleetward.control.evaluation.Evaluations;
import dev.fleetward.control.evaluation.Permit;
import dev.fleetward.control.evaluation.PermitBook;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about eval suites. Thread-safe.
final class EvaluationRoutes {
    private static final int MOST_SHOWN = 1_000;
    private static final int MOST_NAME = 200;
    private static final int MOST_SAMPLES = 1_000_000;

    private final Sources sources;

    EvaluationRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/evaluations",
                        "What came of runs of eval suites, newest first.",
                        this::list,
                        optional("suite", "string", "Only this suite's."),
                        optional("route", "string", "Only this route's."),
                        optional("endpoint", "string", "Only at this endpoint."),
                        optional("version", "string", "Only of this version."),
                        optional("limit", "integer", "At most 1000; 50 if absent.")),
                AdminRoute.post(
                        "/v1/evaluations",
                        "Opens a run: a key with which each endpoint of the route may be asked in"
                                + " the feature's name, on its budget.",
                        this::open,
                        required("suite", "string", "The suite's name."),
                        required("feature", "string", "In whose name."),
                        required("route", "string", "Whose endpoints."),
                        optional("minutes", "integer", "How long it may last: 1..240, 60.")),
                AdminRoute.post(
                        "/v1/evaluations/{name}/results",
                        "Keeps what came of an open run at an endpoint.",
                        this::add,
                        required("endpoint", "string", "The endpoint."),
                        optional("region", "string", "The region that answered."),
                        optional("version", "string", "The version that answered."),
                        required("passed", "integer", "Samples that passed."),
                        required("samples", "integer", "Samples that were taken."),
                        required("planned", "integer", "Samples of a whole run."),
                        required("thresholdPpm", "integer", "What has to pass, in millionths."),
                        optional("moment", "string", "`peak` or `trough`.")),
                AdminRoute.post(
                        "/v1/evaluations/{name}/end", "Ends a run: its key is void.", this::end));
    }

    private Evaluations evaluations() {
        return sources.evaluations();
    }

    private Reply list(Question question) throws Exception {
        int limit = question.number("limit", 1, MOST_SHOWN, 50);
        List<EvalResult> results =
                evaluations()
                        .results()
                        .latest(
                                question.text("suite"),
                                question.text("route"),
                                question.text("endpoint"),
                                question.text("version"),
                                limit);
        return Reply.json(
                members("results", results.stream().map(EvaluationRoutes::view).toList()));
    }

    private static Map<String, @Nullable Object> view(EvalResult result) {
        return members(
                "at", instant(result.wallMicros()),
                "run", result.run(),
                "suite", result.suite(),
                "route", result.route(),
                "feature", result.feature(),
                "endpoint", result.endpoint(),
                "region", result.region(),
                "version", result.version(),
                "verdict", result.verdict().label(),
                "passed", result.passed(),
                "passedSamples", result.rate().passed(),
                "samples", result.rate().samples(),
                "planned", result.planned(),
                "threshold", result.threshold().toString(),
                "moment", result.moment(),
                "by", result.actor());
    }

    private Reply open(Question question) throws Exception {
        FleetSnapshot fleet = sources.snapshot().get();
        if (fleet == null) {
            throw new AdminFault(503, "unavailable", "nothing is served yet");
        }
        Duration lasting = Duration.ofMinutes(question.number("minutes", 1, 240, 60));
        PermitBook.Given given;
        try {
            given =
                    evaluations()
                            .permits()
                            .open(
                                    fleet,
                                    name(question, "suite"),
                                    question.text("feature", ""),
                                    question.text("route", ""),
                                    lasting);
        } catch (PermitBook.Denied denied) {
            throw AdminFault.badRequest(String.valueOf(denied.getMessage()));
        }
        Permit permit = given.permit();
        Route route = route(fleet, permit);
        Feature feature = fleet.features().get(permit.feature());
        if (route == null || feature == null) {
            throw AdminFault.badRequest("the feature or the route is gone");
        }
        Residency residency =
                Residency.ANYWHERE.within(feature.zones()).within(route.resilience().zones());
        return Reply.json(
                members(
                        "run", permit.run(),
                        "key", given.key(),
                        "until", instant(permit.evaluation().untilWallMicros()),
                        "endpoints",
                                route.candidates().stream()
                                        .map(Route.Candidate::endpoint)
                                        .map(endpoint -> view(fleet, residency, endpoint))
                                        .toList()));
    }

    private static @Nullable Route route(FleetSnapshot fleet, Permit permit) {
        return fleet.routes().get(permit.route());
    }

    private static Map<String, @Nullable Object> view(
            FleetSnapshot fleet, Residency residency, Endpoint endpoint) {
        PriceRow price = endpoint.price();
        return members(
                "endpoint", endpoint.name(),
                "region", endpoint.region(),
                "model", endpoint.model(),
                "dialect", endpoint.provider().dialect().name(),
                "allowed", residency.allows(endpoint),
                "stopped", fleet.stopped(endpoint),
                "inputPerMillionNanos", price == null ? null : dearestInput(price),
                "outputPerMillionNanos",
                        price == null
                                ? null
                                : Math.max(price.inputPerMillion(), price.outputPerMillion()));
    }

    /// A prompt may be written to a cache, which costs more at some.
    private static long dearestInput(PriceRow price) {
        return Math.max(
                price.inputPerMillion(),
                Math.max(price.cacheWritePerMillion(), price.cacheWriteLongPerMillion()));
    }

    private Reply add(Question question) throws Exception {
        Permit permit = permit(question);
        FleetSnapshot fleet = sources.snapshot().get();
        Route route = fleet == null ? null : route(fleet, permit);
        String endpoint = question.text("endpoint", "");
        if (route == null
                || route.candidates().stream()
                        .noneMatch(each -> each.endpoint().name().equals(endpoint))) {
            throw AdminFault.badRequest("endpoint (expected: one of the run's route)");
        }
        int samples = question.number("samples", 0, MOST_SAMPLES, 0);
        EvalResult result =
                new EvalResult(
                        permit.run(),
                        permit.suite(),
                        permit.route(),
                        permit.feature(),
                        endpoint,
                        nameOrNull(question, "region"),
                        nameOrNull(question, "version"),
                        new PassRate(question.number("passed", 0, samples, 0), samples),
                        question.number("planned", samples, MOST_SAMPLES, samples),
                        new Percent(question.number("thresholdPpm", 1, 1_000_000, 1)),
                        nameOrNull(question, "moment"),
                        question.actor(),
                        sources.clock().wallMicros());
        evaluations().results().add(result);
        return Reply.json(view(result));
    }

    private Reply end(Question question) throws Exception {
        permit(question);
        return Reply.json(members("ended", evaluations().permits().end(question.inPath("name"))));
    }

    private Permit permit(Question question) throws AdminFault {
        Permit permit = evaluations().permits().of(question.inPath("name"));
        if (permit == null) {
            throw AdminFault.badRequest("no such run is open");
        }
        return permit;
    }

    private static String name(Question question, String name) throws AdminFault {
        String value = nameOrNull(question, name);
        return value == null ? "" : value;
    }

    private static @Nullable String nameOrNull(Question question, String name) throws AdminFault {
        String value = question.text(name);
        if (value != null && value.length() > MOST_NAME) {
            throw AdminFault.badRequest(name + " (expected: at most " + MOST_NAME + " characters)");
        }
        return value == null || value.isBlank() ? null : value;
    }

    private static String instant(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
