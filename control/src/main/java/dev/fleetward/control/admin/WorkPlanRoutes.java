package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.season.WorkPlans;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about work that can wait. Thread-safe.
final class WorkPlanRoutes {
    private final Sources sources;
    private final QueryPermits permits;

    WorkPlanRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/seasons/plan",
                        "What work can wait in the next day, when it is to run, and what that wins.",
                        this::plan,
                        optional("feature", "string", "Only the work of this one."),
                        optional("endpoint", "string", "Only work at this one."),
                        optional(
                                "from",
                                "string",
                                "When the day begins: a day or an instant (UTC), at most six days"
                                        + " ahead; this hour if absent.")));
    }

    private Reply plan(Question question) throws Exception {
        String feature = question.text("feature");
        String endpoint = question.text("endpoint");
        FleetSnapshot snapshot = sources.snapshot().get();
        if (feature != null && snapshot != null && !snapshot.features().containsKey(feature)) {
            throw Unknown.name("feature", feature, snapshot.features().keySet());
        }
        if (endpoint != null && snapshot != null && !snapshot.endpoints().containsKey(endpoint)) {
            throw Unknown.name("endpoint", endpoint, snapshot.endpoints().keySet());
        }
        WorkPlans.Planned planned = planned(question);
        Map<String, @Nullable Object> answer =
                members(
                        "state", SeasonRoutes.state(sources.seasons().state()),
                        "feature", feature,
                        "endpoint", endpoint);
        answer.putAll(
                WorkPlanView.of(
                        planned,
                        plan -> endpoint == null || plan.source().endpoints().containsKey(endpoint),
                        work ->
                                (feature == null || feature.equals(work.feature()))
                                        && (endpoint == null || endpoint.equals(work.endpoint()))));
        return Reply.json(answer);
    }

    private WorkPlans.Planned planned(Question question) throws Exception {
        Instant now = Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
        Instant from = question.instant("from", now);
        if (from.isBefore(now.truncatedTo(ChronoUnit.HOURS))
                || from.isAfter(now.plus(WorkPlans.FURTHEST))) {
            throw AdminFault.badRequest(
                    "from (expected: this hour, or later by at most "
                            + WorkPlans.FURTHEST.toDays()
                            + " days)");
        }
        try (QueryPermits.Permit _ = permits.take()) {
            return question.text("from") == null
                    ? sources.plans().now()
                    : sources.plans().from(ChronoUnit.MICROS.between(Instant.EPOCH, from));
        }
    }
}
