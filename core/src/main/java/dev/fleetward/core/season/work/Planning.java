package dev.fleetward.core.season.work;

import static dev.fleetward.core.season.work.WorkHistory.HOUR;

import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.season.DeferralPlan;
import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.DeferralPlan.Slot;
import dev.fleetward.core.season.DeferralPlan.Start;
import dev.fleetward.core.season.LoadCurve;
import dev.fleetward.core.season.LoadCurve.Seen;
import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.season.Trough;
import dev.fleetward.core.season.work.Coming.Fate;
import dev.fleetward.core.season.work.Coming.Moves;
import dev.fleetward.core.season.work.Coming.Part;
import dev.fleetward.core.season.work.Coming.Stays;
import dev.fleetward.core.season.work.Coming.Why;
import dev.fleetward.core.season.work.SeenHour.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes one [WorkPlan]. Work is cut into parts of an hour's length, each placed by [Trough] among
/// the hours that the data path would hold it for: later ones that are not slow, within the rule
/// and half of its time. What it does not hold is load that stays. Confined.
final class Planning {
    private static final int HOURS = WorkPlan.HOURS;
    private static final int SLOTS = WorkPlan.LOOKED_AT;

    /// Into which the work of an hour is cut.
    private static final int PARTS = 4;

    /// Work of one feature, endpoint and hour that may be moved; more is left where it is.
    private static final int MOST_WORK = 2_000;

    /// What a capacity counts for a [Trough], which counts in whole numbers.
    private static final long UNITS = 1_000_000_000L;

    /// Fewer hours show nothing of what load does.
    private static final int LEAST_HOURS = 24;

    /// Fewer answers in an hour have no mean worth the name.
    private static final int LEAST_ANSWERS = 5;

    private static final LoadCurve FLAT = new LoadCurve(List.of(new LoadCurve.Point(0, 1)));

    private final Source source;
    private final Set<String> endpoints;
    private final WorkHistory history;
    private final long fromMicros;
    private final long nowMicros;
    private final List<Coming> work = new ArrayList<>();
    private final double[] cannotWait = new double[SLOTS];
    private int weeks = Integer.MAX_VALUE;
    private int unknownHours;

    private record Of(String endpoint, String feature, Kind kind, long leastMicros) {}

    Planning(Source source, WorkHistory history, long fromMicros, long nowMicros) {
        this.source = source;
        this.endpoints = source.endpoints().keySet();
        this.history = history;
        this.fromMicros = fromMicros;
        this.nowMicros = nowMicros;
    }

    WorkPlan plan() {
        List<SeenHour> seen = history.seen(endpoints);
        Map<Long, Use> used = new TreeMap<>();
        seen.forEach(each -> used.merge(each.hourMicros(), each.use(), Use::plus));
        Capacity capacity = Capacity.of(source.limits(), used.values()).orElse(null);
        if (capacity == null || used.isEmpty()) {
            return new WorkPlan(
                    source,
                    fromMicros,
                    capacity,
                    null,
                    0,
                    history.days(),
                    0,
                    HOURS,
                    List.of(),
                    null);
        }
        List<Seen> load = load(seen, used, capacity);
        LoadCurve curve = load.size() < LEAST_HOURS ? null : LoadCurve.learned(load);
        for (int i = 0; i < SLOTS; i++) {
            expect(i, capacity);
        }
        leaveTheLeast(capacity);
        DeferralPlan plan = place(capacity, curve == null ? FLAT : curve);
        return new WorkPlan(
                source,
                fromMicros,
                capacity,
                curve,
                load.size(),
                history.days(),
                weeks == Integer.MAX_VALUE ? 0 : weeks,
                unknownHours,
                work,
                unknownHours == HOURS
                        ? null
                        : new DeferralPlan(plan.starts(), plan.hours().subList(0, HOURS)));
    }

    private static List<Seen> load(List<SeenHour> seen, Map<Long, Use> used, Capacity capacity) {
        Map<Long, Long> answers = new TreeMap<>();
        Map<Long, Double> nanos = new HashMap<>();
        for (SeenHour each : seen) {
            if (each.kind() == Kind.INTERACTIVE) {
                answers.merge(each.hourMicros(), each.answers(), Long::sum);
                nanos.merge(each.hourMicros(), each.firstTokenNanos(), Double::sum);
            }
        }
        List<Seen> load = new ArrayList<>();
        answers.forEach((hour, calls) -> {
            double mean = nanos.getOrDefault(hour, 0.0) / calls;
            if (calls >= LEAST_ANSWERS && mean > 0) {
                load.add(
                        new Seen(
                                capacity.share(used.getOrDefault(hour, Use.NOTHING)), mean, calls));
            }
        });
        return load;
    }

    /// What an hour to come will see, and of its work what may be moved.
    private void expect(int slot, Capacity capacity) {
        long hour = fromMicros + slot * HOUR;
        WorkHistory.Like like = history.like(hour, nowMicros);
        if (slot < HOURS) {
            unknownHours += like.hours().isEmpty() ? 1 : 0;
            weeks = Math.min(weeks, like.ofTheWeek() ? like.hours().size() : 0);
        }
        Map<Of, Use> uses = new TreeMap<>(ORDER);
        Map<Of, Long> deadlines = new HashMap<>();
        for (long before : like.hours()) {
            for (SeenHour each : history.arrived(before, endpoints)) {
                Of of =
                        new Of(
                                each.endpoint(),
                                each.feature(),
                                each.kind(),
                                Rooms.leastMicros(each.deadlineMicros()));
                uses.merge(of, each.use().times(1.0 / like.hours().size()), Use::plus);
                if (each.deadlineMicros() > 0) {
                    deadlines.merge(of, each.deadlineMicros(), Math::min);
                }
            }
        }
        uses.forEach((of, use) -> {
            if (of.kind == Kind.INTERACTIVE || of.kind == Kind.OTHER) {
                cannotWait[slot] += capacity.share(use);
            } else {
                long deadline = deadlines.getOrDefault(of, 0L);
                work.add(
                        new Coming(
                                of.endpoint,
                                of.feature,
                                hour,
                                use,
                                deadline,
                                new Stays(whyItStays(of, hour, deadline).orElse(Why.BEST_HERE))));
            }
        });
    }

    private static final Comparator<Of> ORDER =
            Comparator.comparing(Of::feature)
                    .thenComparing(Of::endpoint)
                    .thenComparing(Of::kind)
                    .thenComparing(Of::leastMicros);

    /// Empty if it may be moved.
    private Optional<Why> whyItStays(Of of, long hour, long deadline) {
        Deferral rule = source.rules().get(of.feature);
        if (of.kind == Kind.WITHOUT_DEADLINE || deadline <= 0) {
            return Optional.of(Why.NO_DEADLINE);
        }
        if (rule == null) {
            return Optional.of(Why.NO_RULE);
        }
        if (!source.shared()) {
            return Optional.of(Why.NOBODY_GAINS);
        }
        Hour outlook = outlook(of.endpoint, hour);
        if (outlook == null) {
            return Optional.of(Why.HOUR_UNKNOWN);
        }
        if (!rule.isSlow(outlook)) {
            return Optional.of(Why.NOT_SLOW);
        }
        return reach(of.endpoint, rule, hour, deadline).isEmpty()
                ? Optional.of(Why.OUT_OF_REACH)
                : Optional.empty();
    }

    private @Nullable Hour outlook(String endpoint, long hour) {
        Outlook outlook = source.endpoints().get(endpoint);
        return outlook == null
                ? null
                : outlook.hours().stream()
                        .filter(each -> each.startMicros() == hour)
                        .findFirst()
                        .orElse(null);
    }

    private static long held(Deferral rule, long deadline) {
        return Math.min(rule.withinMicros(), deadline / 2);
    }

    /// Where the hours begin that work of an hour may be put off into.
    private Set<Long> reach(String endpoint, Deferral rule, long hour, long deadline) {
        long last = hour + held(rule, deadline);
        Set<Long> reach = new HashSet<>();
        Outlook outlook = source.endpoints().get(endpoint);
        if (outlook != null && deadline - held(rule, deadline) >= Deferral.LEAST_LEFT_MICROS) {
            for (Hour each : outlook.hours()) {
                if (each.startMicros() > hour
                        && each.startMicros() < last
                        && each.startMicros() < fromMicros + SLOTS * HOUR
                        && !rule.isSlow(each)) {
                    reach.add(each.startMicros());
                }
            }
        }
        return reach;
    }

    private static boolean mayMove(Coming each) {
        return each.fate() instanceof Stays(Why why) && why == Why.BEST_HERE;
    }

    private void leaveTheLeast(Capacity capacity) {
        List<Integer> may = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            if (mayMove(work.get(i))) {
                may.add(i);
            }
        }
        may.sort(Comparator.comparingDouble(i -> -capacity.share(work.get(i).use())));
        for (int i : may.subList(Math.min(MOST_WORK, may.size()), may.size())) {
            work.set(i, work.get(i).with(new Stays(Why.TOO_MUCH)));
        }
    }

    private DeferralPlan place(Capacity capacity, LoadCurve curve) {
        double[] stays = new double[SLOTS];
        List<Job> jobs = new ArrayList<>();
        List<Integer> of = new ArrayList<>();
        Map<String, Set<Long>> reach = new HashMap<>();
        for (int i = 0; i < work.size(); i++) {
            Coming each = work.get(i);
            Deferral rule = source.rules().get(each.feature());
            double share = capacity.share(each.use());
            if (rule == null || !mayMove(each)) {
                stays[Math.toIntExact((each.hourMicros() - fromMicros) / HOUR)] += share;
                continue;
            }
            long latest = each.hourMicros() + held(rule, each.deadlineMicros());
            for (int part = 0; part < PARTS; part++) {
                String id = String.format(Locale.ROOT, "%06d.%d", i, part);
                jobs.add(
                        new Job(
                                id,
                                each.hourMicros(),
                                latest + HOUR,
                                Math.round(share / PARTS * UNITS),
                                HOUR));
                of.add(i);
                reach.put(
                        id, reach(each.endpoint(), rule, each.hourMicros(), each.deadlineMicros()));
            }
        }
        int movable = jobs.size();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new Slot(UNITS, cannotWait[i] * UNITS));
            if (stays[i] > 0) {
                long start = fromMicros + i * HOUR;
                jobs.add(
                        new Job(
                                "stays " + i,
                                start,
                                start + HOUR,
                                Math.round(stays[i] * UNITS),
                                HOUR));
            }
        }
        DeferralPlan plan =
                new Trough(fromMicros, HOUR, slots, curve, 0)
                        .plan(
                                jobs,
                                (job, start) ->
                                        reach.getOrDefault(job.id(), Set.of()).contains(start));
        settle(plan.starts().subList(0, movable), of);
        return plan;
    }

    private void settle(Collection<Start> starts, List<Integer> of) {
        Map<Integer, Map<Long, Double>> parts = new TreeMap<>();
        int at = 0;
        for (Start start : starts) {
            parts.computeIfAbsent(of.get(at++), _ -> new TreeMap<>())
                    .merge(start.startMicros(), 1.0 / PARTS, Double::sum);
        }
        parts.forEach((i, shares) -> {
            Coming each = work.get(i);
            if (shares.keySet().stream().anyMatch(start -> start > each.hourMicros())) {
                List<Part> list = new ArrayList<>();
                shares.forEach((start, share) -> list.add(new Part(start, share)));
                Fate moves = new Moves(list);
                work.set(i, each.with(moves));
            }
        });
    }
}
