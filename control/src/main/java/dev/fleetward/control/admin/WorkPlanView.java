package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.season.WorkPlans;
import dev.fleetward.core.season.DeferralPlan;
import dev.fleetward.core.season.DeferralPlan.Foretold;
import dev.fleetward.core.season.work.Capacity;
import dev.fleetward.core.season.work.Coming;
import dev.fleetward.core.season.work.Coming.Moves;
import dev.fleetward.core.season.work.Coming.Part;
import dev.fleetward.core.season.work.Coming.Stays;
import dev.fleetward.core.season.work.Coming.Why;
import dev.fleetward.core.season.work.WorkPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Plans of work that can wait as JSON. Times are in milliseconds, uses and shares of 1. Stateless.
final class WorkPlanView {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    /// A rise of first tokens with the load of which nobody would speak.
    private static final double HARDLY = 0.05;

    private WorkPlanView() {}

    /// @param asked which of the work is shown
    static Map<String, @Nullable Object> of(
            WorkPlans.Planned planned, Predicate<WorkPlan> sources, Predicate<Coming> asked) {
        return members(
                "made", EndpointsView.text(planned.madeMicros()),
                "sources",
                        planned.sources().stream()
                                .filter(sources)
                                .map(plan -> source(plan, asked))
                                .toList());
    }

    private static Object source(WorkPlan plan, Predicate<Coming> asked) {
        List<Coming> day =
                plan.work().stream()
                        .filter(each ->
                                each.hourMicros()
                                        < plan.fromMicros() + WorkPlan.HOURS * HOUR_MICROS)
                        .toList();
        DeferralPlan hours = plan.day();
        return members(
                "source", plan.source().name(),
                "shared", plan.source().shared(),
                "endpoints", plan.source().endpoints().keySet().stream().sorted().toList(),
                "capacity", capacity(plan.capacity()),
                "days", plan.days(),
                "weeks", plan.weeks(),
                "unknownHours", plan.unknownHours(),
                "loadHours", plan.curveHours(),
                "rise", plan.rise(),
                "missing", missing(plan),
                "deadlinesKept", day.stream().allMatch(WorkPlanView::isKept),
                "wins", hours == null ? null : wins(plan, hours),
                "work", day.stream().filter(asked).map(each -> work(plan, each)).toList(),
                "hours",
                        hours == null
                                ? List.of()
                                : hours.hours().stream().map(hour -> hour(plan, hour)).toList());
    }

    private static @Nullable Object capacity(@Nullable Capacity capacity) {
        return capacity == null
                ? null
                : members(
                        "limit", SeasonRoutes.label(capacity.limit()),
                        "words", capacity.limit().words(),
                        "perHour", capacity.perHour(),
                        "configured", capacity.configured());
    }

    /// Whether all of it is begun an hour before the first of its calls have to be done.
    private static boolean isKept(Coming each) {
        return !(each.fate() instanceof Moves moves)
                || moves.parts().stream()
                        .allMatch(part ->
                                part.startMicros() == each.hourMicros()
                                        || part.startMicros() + HOUR_MICROS
                                                <= each.hourMicros() + each.deadlineMicros());
    }

    private static Object work(WorkPlan plan, Coming each) {
        Capacity capacity = plan.capacity();
        Map<String, @Nullable Object> work =
                members(
                        "feature", each.feature(),
                        "endpoint", each.endpoint(),
                        "begins", EndpointsView.text(each.hourMicros()),
                        "calls", each.use().calls(),
                        "tokens", each.use().tokens(),
                        "ofCapacity", capacity == null ? null : capacity.share(each.use()),
                        "deadline",
                                each.deadlineMicros() > 0
                                        ? EndpointsView.text(
                                                each.hourMicros() + each.deadlineMicros())
                                        : null,
                        "deadlineKept", isKept(each));
        switch (each.fate()) {
            case Moves(List<Part> parts) -> {
                work.put("fate", "moves");
                work.put(
                        "parts",
                        parts.stream()
                                .map(part ->
                                        members(
                                                "begins", EndpointsView.text(part.startMicros()),
                                                "share", part.share()))
                                .toList());
            }
            case Stays(Why why) -> {
                work.put("fate", "stays");
                work.put("why", SeasonRoutes.label(why));
                work.put("words", words(plan, each, why));
            }
        }
        return work;
    }

    private static String words(WorkPlan plan, Coming each, Why why) {
        return switch (why) {
            case NO_DEADLINE -> "its calls declare no fleetward-deadline-ms";
            case NO_RULE -> "the feature has no `defer` in the configuration";
            case NOBODY_GAINS -> "no interactive feature may use " + plan.source().name();
            case HOUR_UNKNOWN ->
                    "how slow " + each.endpoint() + " is at this hour is not known yet";
            case NOT_SLOW -> "the hour is not slow";
            case OUT_OF_REACH ->
                    "no hour that is not slow begins within `within` and half of its time";
            case BEST_HERE -> "interactive calls would wait longer if it ran later";
            case TOO_MUCH -> "more work comes than a plan looks at";
        };
    }

    private static Object wins(WorkPlan plan, DeferralPlan hours) {
        Foretold peak = hours.atPeak();
        if (plan.curve() == null) {
            // Without first tokens the peak is where the use is highest.
            for (Foretold hour : hours.hours()) {
                peak = hour.useBefore() > peak.useBefore() ? hour : peak;
            }
        }
        boolean known = plan.curve() != null;
        return members(
                "peak", hour(plan, peak),
                "highestUseBefore", highest(hours, false),
                "highestUseAfter", highest(hours, true),
                "meanBefore", known ? hours.meanBeforeNanos() / NANOS_PER_MILLI : null,
                "meanAfter", known ? hours.meanAfterNanos() / NANOS_PER_MILLI : null);
    }

    private static double highest(DeferralPlan hours, boolean after) {
        return hours.hours().stream()
                .mapToDouble(hour -> after ? hour.useAfter() : hour.useBefore())
                .max()
                .orElse(0);
    }

    private static Map<String, @Nullable Object> hour(WorkPlan plan, Foretold hour) {
        boolean known = plan.curve() != null && hour.interactiveTokens() > 0;
        return members(
                "begins", EndpointsView.text(hour.startMicros()),
                "useBefore", hour.useBefore(),
                "useAfter", hour.useAfter(),
                "firstTokenBefore", known ? hour.firstTokenBeforeNanos() / NANOS_PER_MILLI : null,
                "firstTokenAfter", known ? hour.firstTokenAfterNanos() / NANOS_PER_MILLI : null);
    }

    /// What is not known, and what that means for the plan, in words.
    private static List<String> missing(WorkPlan plan) {
        List<String> missing = new ArrayList<>();
        Capacity capacity = plan.capacity();
        if (plan.day() == null) {
            missing.add(
                    plan.unknownHours() < WorkPlan.HOURS
                            ? "nothing can be foretold"
                            : "no call of the last six weeks tells of any of these hours: the plan"
                                    + " needs a day of calls at least, and gets better with whole"
                                    + " weeks");
            return missing;
        }
        if (plan.unknownHours() > 0) {
            missing.add(
                    plan.unknownHours()
                            + " of 24 hours: nothing was recorded at that time of the day yet;"
                            + " they count as empty");
        } else if (plan.weeks() == 0) {
            missing.add(
                    "whole weeks: there is nothing of the same weekday, so other days stand for it");
        }
        if (capacity != null && !capacity.configured()) {
            missing.add(
                    "a limit of "
                            + plan.source().name()
                            + ": 100% is the most that it did in an hour");
        }
        Double rise = plan.rise();
        if (rise == null) {
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "what load does to first tokens: %d of 24 hours with five streamed"
                                    + " interactive answers, so what the plan wins cannot be said",
                            plan.curveHours()));
        } else if (rise < HARDLY) {
            missing.add(
                    String.format(
                            Locale.ROOT,
                            "a use of its own that shows: in %d hours first tokens rose by %.0f%%"
                                    + " with it, so the plan gives interactive calls room rather than"
                                    + " time",
                            plan.curveHours(),
                            rise * 100));
        }
        return missing;
    }
}
