package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.likeness.EndpointLikeness;
import dev.fleetward.control.likeness.EqualityView;
import dev.fleetward.control.likeness.Finding;
import dev.fleetward.control.likeness.Likenesses;
import dev.fleetward.control.likeness.Spent;
import dev.fleetward.control.likeness.TrackView;
import dev.fleetward.core.unit.Money;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about the models' behaviour. Thread-safe.
final class LikenessRoutes {
    private static final int MOST_VERDICTS = 1_000;
    private static final int MOST_LINES = 6_000;

    private final Sources sources;

    LikenessRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/likeness",
                        "Whether the models behind the endpoints are still the same: each test's"
                                + " state, samples, numbers and cost, and what live traffic shows.",
                        this::standing,
                        optional(
                                "comparisons",
                                "integer",
                                "Of live traffic, the nearest to an alarm first: at most 6000; 100"
                                        + " if absent.")),
                AdminRoute.get(
                        "/v1/likeness/verdicts",
                        "What the tests said, newest first.",
                        this::verdicts,
                        optional("limit", "integer", "At most 1000; 50 if absent.")),
                AdminRoute.post(
                        "/v1/likeness/tests",
                        "Begins to compare whole answers: of two endpoints, or of one with its own"
                                + " reference.",
                        this::test,
                        required("endpoint", "string", "The endpoint."),
                        optional("against", "string", "Another one; its own reference if absent.")),
                AdminRoute.post(
                        "/v1/likeness/accept",
                        "Takes an endpoint's present behaviour for right; its reference begins anew.",
                        this::accept,
                        required("endpoint", "string", "The endpoint.")));
    }

    private Reply standing(Question question) throws AdminFault {
        int most = question.number("comparisons", 0, MOST_LINES, 100);
        Likenesses likenesses = sources.likenesses();
        return Reply.json(
                members(
                        "on", likenesses.isOn(),
                        "endpoints",
                                likenesses.endpoints().stream().map(LikenessRoutes::view).toList(),
                        "tests", likenesses.tests().stream().map(LikenessRoutes::view).toList(),
                        "live", LiveView.of(sources.live().reading(), most)));
    }

    private Reply verdicts(Question question) throws Exception {
        int limit = question.number("limit", 1, MOST_VERDICTS, 50);
        return Reply.json(
                members(
                        "verdicts",
                        sources.likenesses().verdicts(limit).stream()
                                .map(LikenessRoutes::view)
                                .toList()));
    }

    private Reply test(Question question) throws Exception {
        try {
            return Reply.json(
                    view(
                            sources.likenesses()
                                    .test(
                                            question.text("endpoint", ""),
                                            question.text("against"),
                                            question.actor())));
        } catch (Likenesses.Denied denied) {
            throw AdminFault.badRequest(String.valueOf(denied.getMessage()));
        }
    }

    private Reply accept(Question question) throws Exception {
        String endpoint = question.text("endpoint", "");
        boolean live = sources.live().accept(endpoint);
        try {
            sources.likenesses().accept(endpoint);
        } catch (Likenesses.Denied denied) {
            if (!live) {
                throw AdminFault.badRequest(String.valueOf(denied.getMessage()));
            }
        }
        return Reply.json(members("accepted", endpoint));
    }

    private static Map<String, @Nullable Object> view(EndpointLikeness likeness) {
        Spent spent = likeness.spent();
        return members(
                "endpoint", likeness.endpoint(),
                "model", likeness.model(),
                "changed", likeness.isChanged(),
                "changedSince",
                        likeness.isChanged() ? instant(likeness.changedSinceMicros()) : null,
                "suspicion", likeness.suspicion(),
                "trouble", likeness.trouble(),
                "calls", spent.calls(),
                "inputTokens", spent.inputTokens(),
                "outputTokens", spent.outputTokens(),
                "costNanos", spent.nanos(),
                "cost", new Money(spent.nanos()).toString(),
                "tests", likeness.tests().stream().map(LikenessRoutes::view).toList());
    }

    private static Map<String, @Nullable Object> view(TrackView track) {
        Finding last = track.last();
        Long next = track.nextMicros();
        return members(
                "test", track.test().label(),
                "state", track.state(),
                "words", track.words(),
                "samples", track.samples(),
                "next", next == null ? null : instant(next),
                "last", last == null ? null : view(last));
    }

    private static Map<String, @Nullable Object> view(Finding finding) {
        Long nanos = finding.nanos();
        return members(
                "endpoint", finding.endpoint(),
                "test", finding.test().label(),
                "against", finding.against(),
                "alarm", finding.alarm(),
                "at", instant(finding.wallMicros()),
                "words", finding.words(),
                "samples", finding.samples(),
                "statistic", finding.statistic(),
                "limit", finding.limit(),
                "pValue", finding.pValue(),
                "power", finding.power(),
                "powerFor", finding.powerFor(),
                "cost", nanos == null ? null : new Money(nanos).toString());
    }

    private static Map<String, @Nullable Object> view(EqualityView test) {
        Finding finding = test.finding();
        return members(
                "id", test.id(),
                "endpoint", test.endpoint(),
                "against", test.against(),
                "why", test.why(),
                "state", test.state().label(),
                "asked", test.asked(),
                "of", test.of(),
                "cost", new Money(test.nanos()).toString(),
                "words", test.words(),
                "finding", finding == null ? null : view(finding));
    }

    private static String instant(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
