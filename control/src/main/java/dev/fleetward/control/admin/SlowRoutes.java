package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.operations.Deploy;
import dev.fleetward.control.operations.DeployBook;
import dev.fleetward.control.season.Seasons;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowQuestion;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about why it is slow, and about what people deployed. Thread-safe.
final class SlowRoutes {
    private static final int MAX_NAME = 100;
    private static final int MAX_NOTE = 500;

    /// How far before a time marks are looked for.
    private static final Duration BEFORE = Duration.ofHours(2);

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final Sources sources;

    SlowRoutes(Sources sources) {
        this.sources = sources;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/slow",
                        "Why is it slow: the time of day, something of ours, or a provider?",
                        this::slow,
                        optional("feature", "string", "This one; all of them if absent."),
                        optional(
                                "route",
                                "string",
                                "The one that callers asked for; all of them if absent."),
                        optional(
                                "from",
                                "string",
                                "Since when, at most 21 hours ago (UTC); an hour ago if absent."),
                        optional(
                                "zone",
                                "string",
                                "In which hours are told, such as `America/New_York`; UTC if"
                                        + " absent.")),
                AdminRoute.get(
                        "/v1/deploys",
                        "What people marked as deployed, the latest first.",
                        this::deploys,
                        optional("since", "string", "A day or an instant (UTC); a week ago."),
                        optional("limit", "integer", "At most 1000; 200 if absent.")),
                AdminRoute.post(
                        "/v1/deploys",
                        "Marks that something of ours changed.",
                        this::mark,
                        required("name", "string", "What is deployed, such as a version."),
                        optional("feature", "string", "Where; everywhere if absent."),
                        optional("at", "string", "Since when (UTC); now if absent."),
                        optional("note", "string", "For those who read it.")));
    }

    private Reply slow(Question question) throws Exception {
        Instant now = now();
        Instant from = question.instant("from", now.minus(Duration.ofHours(1)));
        if (!from.isBefore(now) || from.isBefore(now.minus(Seasons.LONGEST))) {
            throw AdminFault.badRequest(
                    "from (expected: in the past, at most "
                            + Seasons.LONGEST.toHours()
                            + " hours ago)");
        }
        Scope scope = new Scope(feature(question), route(question));
        ZoneId zone = zone(question.text("zone"));
        long fromMicros = ChronoUnit.MICROS.between(Instant.EPOCH, from);
        List<Mark> marks = List.of();
        String unknown = null;
        try {
            marks =
                    sources.operations()
                            .deploys()
                            .marks(
                                    fromMicros - BEFORE.toNanos() / 1_000,
                                    sources.clock().wallMicros(),
                                    SlowQuestion.MOST_MARKS);
        } catch (StoreUnavailable down) {
            unknown =
                    "what was deployed is not known, since the control store does not answer: "
                            + down.getMessage();
        }
        Map<String, @Nullable Object> answer =
                members(
                        "state", SeasonRoutes.state(sources.seasons().state()),
                        "feature", scope.feature(),
                        "route", scope.route(),
                        "from", from.toString(),
                        "zone", zone.getId(),
                        "marks", SlowView.marks(marks),
                        "marksTrouble", unknown);
        sources.seasons()
                .slow(scope, fromMicros, zone, marks)
                .ifPresent(found -> {
                    answer.put("until", EndpointsView.text(found.untilMicros()));
                    answer.putAll(SlowView.of(found));
                });
        return Reply.json(answer);
    }

    /// One that is in the configuration, so that a misspelt one is no mystery.
    private @Nullable String feature(Question question) throws AdminFault {
        String feature = question.text("feature");
        FleetSnapshot snapshot = sources.snapshot().get();
        if (feature != null && snapshot != null && !snapshot.features().containsKey(feature)) {
            throw Unknown.name("feature", feature, snapshot.features().keySet());
        }
        return feature;
    }

    private @Nullable String route(Question question) throws AdminFault {
        String route = question.text("route");
        FleetSnapshot snapshot = sources.snapshot().get();
        if (route != null && snapshot != null && !snapshot.routes().containsKey(route)) {
            throw Unknown.name("route", route, snapshot.routes().keySet());
        }
        return route;
    }

    private static ZoneId zone(@Nullable String name) throws AdminFault {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException notAZone) {
            throw AdminFault.badRequest("zone (expected: one such as Europe/Berlin)");
        }
    }

    private Reply deploys(Question question) throws Exception {
        Instant since = question.instant("since", now().minus(Duration.ofDays(7)));
        int limit = question.number("limit", 1, DeployBook.MOST_READ, 200);
        List<Deploy> deploys =
                sources.operations()
                        .deploys()
                        .between(
                                ChronoUnit.MICROS.between(Instant.EPOCH, since),
                                sources.clock().wallMicros() + AHEAD.toNanos() / 1_000,
                                limit);
        return Reply.json(members("deploys", deploys.stream().map(SlowRoutes::view).toList()));
    }

    private static Map<String, @Nullable Object> view(Deploy deploy) {
        return members(
                "at", EndpointsView.text(deploy.atWallMicros()),
                "name", deploy.name(),
                "feature", deploy.feature(),
                "note", deploy.note(),
                "by", deploy.actor());
    }

    private Reply mark(Question question) throws Exception {
        Instant at = question.instant("at", now());
        if (at.isAfter(now().plus(AHEAD))) {
            throw AdminFault.badRequest("at (expected: not in the future)");
        }
        String note = line(question, "note", MAX_NOTE);
        Deploy deploy =
                new Deploy(
                        ChronoUnit.MICROS.between(Instant.EPOCH, at),
                        line(question, "name", MAX_NAME),
                        feature(question),
                        note.isEmpty() ? null : note,
                        question.actor());
        sources.operations().deploys().mark(deploy);
        return Reply.json(view(deploy));
    }

    private static String line(Question question, String name, int most) throws AdminFault {
        String text = question.text(name, "").strip();
        if (text.length() > most || text.chars().anyMatch(c -> c < ' ')) {
            throw AdminFault.badRequest(
                    name + " (expected: a line of at most " + most + " characters)");
        }
        return text;
    }

    private Instant now() {
        return Instant.EPOCH.plus(sources.clock().wallMicros(), ChronoUnit.MICROS);
    }
}
