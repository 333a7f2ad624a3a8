package dev.fleetward.testbed.scenario;

import dev.fleetward.core.season.DeferralPlan;
import dev.fleetward.core.season.DeferralPlan.Foretold;
import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.DeferralPlan.Slot;
import dev.fleetward.core.season.LoadCurve;
import dev.fleetward.core.season.LoadCurve.Seen;
import dev.fleetward.core.season.Trough;
import dev.fleetward.core.season.work.WorkPlan;
import dev.fleetward.testbed.scenario.ScenarioReport.GateList;
import dev.fleetward.testbed.scenario.ScenarioReport.Line;
import dev.fleetward.testbed.scenario.ScenarioReport.LineBuilder;
import dev.fleetward.testbed.scenario.WaveDay.Hour;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A day of batch work with deadlines at a provider whose load has a daily wave: as early as it
/// may, and as the plan says that was made of the days before.
///
/// The plan knows nothing of the provider but what those days showed: how many interactive tokens
/// each hour has, and how long first tokens took at which use of the capacity.
final class Deferral implements Scenario {
    private static final int JOBS = 30;
    private static final long RUN_MICROS = 2 * WaveDay.HOUR_MICROS;

    /// Each job's part of the capacity while it runs.
    private static final double JOB_LOAD = 0.04;

    /// Of a job's run, for its last call and for what the provider does not keep.
    private static final double MARGIN = 0.2;

    /// Jobs come from eight in the morning to five in the afternoon.
    private static final long FIRST_MICROS = 2 * WaveDay.HOUR_MICROS;

    private static final long SPAN_MICROS = 9 * WaveDay.HOUR_MICROS;

    /// Every so many jobs one has next to no room.
    private static final int TIGHT = 5;

    /// The peak: so many hours before and after the interactive calls' own.
    private static final int HALF_PEAK = 4;

    private static final double WITHIN = 0.10;
    private static final String WORST = "worst hour: chat ttft mean s";
    private static final String FIRST_TOKEN = "peak: chat ttft mean s";

    private final int compression;
    private final int pastDays;

    Deferral() {
        this(3, 3);
    }

    /// @param compression how many seconds of the day one simulated second is
    /// @param pastDays of which the plan is made
    Deferral(int compression, int pastDays) {
        this.compression = compression;
        this.pastDays = pastDays;
    }

    @Override
    public String name() {
        return "deferral";
    }

    @Override
    public String story() {
        return "A day of batch work with deadlines, at once and held for the trough by a plan";
    }

    @Override
    public ScenarioReport run(long seed, @Nullable Policy only) {
        Policy policy = only == null ? Policy.FAIR : only;
        List<List<Hour>> past = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        WaveMemory memory = new WaveMemory(WaveDay.capacity(compression));
        for (int day = 1; day <= pastDays; day++) {
            long its = seed * 1_000 + day;
            WaveDay before = day(policy, its, jobs(its), (_, _, earliest) -> earliest, seed);
            past.add(before.hours());
            memory.remember(pastDays + 1 - day, before.hours(), jobs(its));
            seen.addAll(before.seen());
        }
        long today = seed * 1_000;
        List<Job> jobs = jobs(today);
        DeferralPlan plan = trough(past, seen).plan(jobs);
        WaveDay atOnce = day(policy, today, jobs, (_, _, earliest) -> earliest, seed);
        WaveDay planned =
                day(
                        policy,
                        today,
                        jobs,
                        (job, _, earliest) ->
                                earliest
                                        - job.earliestMicros()
                                        + plan.starts().get(jobs.indexOf(job)).startMicros(),
                        seed);
        WorkPlan work = memory.plan();
        WaveDay told = day(policy, today, jobs, WaveMemory.told(work), seed);
        DeferralPlan asTold = Objects.requireNonNull(work.day());
        List<Line> lines =
                List.of(
                        foretold("at once, foretold", plan, false),
                        measured("at once", atOnce, plan),
                        foretold("planned, foretold", plan, true),
                        measured("planned", planned, plan),
                        foretold("at once, by `seasons plan`", asTold, false),
                        foretold("told to come back, by `seasons plan`", asTold, true),
                        measured("told to come back", told, plan));
        GateList gates = new GateList();
        if (only == null) {
            gate(lines, plan, atOnce, planned, gates);
            gateTold(lines, told, gates);
        }
        return ScenarioReport.of(name(), seed, lines, gates.build());
    }

    private static void gate(
            List<Line> lines, DeferralPlan plan, WaveDay atOnce, WaveDay planned, GateList gates) {
        double foretold = lines.get(0).get(FIRST_TOKEN) - lines.get(2).get(FIRST_TOKEN);
        double found = lines.get(1).get(FIRST_TOKEN) - lines.get(3).get(FIRST_TOKEN);
        gates.atLeast("jobs moved", plan.moved(), JOBS / 2.0, "")
                .atMost("jobs late as planned", planned.late(), 0, "")
                .atMost("jobs late at once", atOnce.late(), 0, "")
                .atMost("chat's calls refused as planned", planned.refused(), 0, "")
                .atLeast("peak: gain in chat's mean first token", found, 0.02, " s")
                .atLeast("peak: gain of what was foretold", found / foretold, 1 - WITHIN, "")
                .atMost("peak: gain of what was foretold", found / foretold, 1 + WITHIN, "")
                .atLeast(
                        "tokens served of those at once",
                        (double) planned.served() / atOnce.served(),
                        1,
                        "");
    }

    /// The data path's own way: calls are made at once and come back when the gateway says. It
    /// holds what is in reach of each call, and the plan what is in reach of all that have about as
    /// much time; so it may win more than was foretold, and not less.
    private static void gateTold(List<Line> lines, WaveDay told, GateList gates) {
        double foretold = lines.get(4).get(FIRST_TOKEN) - lines.get(5).get(FIRST_TOKEN);
        double found = lines.get(1).get(FIRST_TOKEN) - lines.get(6).get(FIRST_TOKEN);
        gates.atMost("jobs late as told", told.late(), 0, "")
                .atMost("chat's calls refused as told", told.refused(), 0, "")
                .atLeast("as told: gain in chat's mean first token", found, 0.02, " s")
                .atLeast("as told: gain of what was foretold", found / foretold, 1 - WITHIN, "");
    }

    private WaveDay day(
            Policy policy, long daySeed, List<Job> jobs, WaveDay.Times times, long replaySeed) {
        WaveDay day = new WaveDay(policy, compression, daySeed, replay(replaySeed, policy));
        jobs.forEach(job -> day.begin(job, times));
        day.play();
        return day;
    }

    private List<Job> jobs(long seed) {
        SplittableRandom random = new SplittableRandom(~seed);
        long tokens =
                Math.round(
                        JOB_LOAD
                                * WaveDay.capacity(compression)
                                * RUN_MICROS
                                / WaveDay.HOUR_MICROS);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            long earliest = FIRST_MICROS + (long) ((i + random.nextDouble()) * SPAN_MICROS / JOBS);
            long soonest = earliest + (long) (RUN_MICROS * (1 + MARGIN));
            long room =
                    i % TIGHT == 0
                            ? random.nextLong(WaveDay.HOUR_MICROS)
                            : 7 * WaveDay.HOUR_MICROS + random.nextLong(10 * WaveDay.HOUR_MICROS);
            jobs.add(new Job("job-" + i, earliest, soonest + room, tokens, RUN_MICROS));
        }
        return jobs;
    }

    private Trough trough(List<List<Hour>> past, List<Seen> seen) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < WaveDay.HOURS; i++) {
            int hour = i;
            double tokens =
                    past.stream().mapToLong(day -> day.get(hour).chatTokens()).average().orElse(0);
            slots.add(new Slot(WaveDay.capacity(compression), tokens));
        }
        return new Trough(0, WaveDay.HOUR_MICROS, slots, LoadCurve.learned(seen), MARGIN);
    }

    private static boolean isPeak(int hour) {
        return hour >= WaveDay.PEAK - HALF_PEAK && hour < WaveDay.PEAK + HALF_PEAK;
    }

    private static Line foretold(String run, DeferralPlan plan, boolean after) {
        List<Foretold> hours = plan.hours();
        ToDoubleFunction<Foretold> nanos =
                after ? Foretold::firstTokenAfterNanos : Foretold::firstTokenBeforeNanos;
        double peak = 0;
        double tokens = 0;
        double most = 0;
        for (int i = 0; i < hours.size(); i++) {
            Foretold hour = hours.get(i);
            if (isPeak(i)) {
                peak += nanos.applyAsDouble(hour) * hour.interactiveTokens();
                tokens += hour.interactiveTokens();
            }
            most = Math.max(most, after ? hour.useAfter() : hour.useBefore());
        }
        return new LineBuilder(run)
                .put(FIRST_TOKEN, peak / tokens / 1e9)
                .put(WORST, nanos.applyAsDouble(plan.atPeak()) / 1e9)
                .put(
                        "day: chat ttft mean s",
                        (after ? plan.meanAfterNanos() : plan.meanBeforeNanos()) / 1e9)
                .put("highest use", most)
                .put("jobs moved", after ? plan.moved() : 0)
                .build();
    }

    private Line measured(String run, WaveDay day, DeferralPlan plan) {
        List<Hour> hours = day.hours();
        double most = 0;
        for (Hour hour : hours) {
            most = Math.max(most, hour.use(WaveDay.capacity(compression)));
        }
        List<Hour> peak =
                hours.subList((int) WaveDay.PEAK - HALF_PEAK, (int) WaveDay.PEAK + HALF_PEAK);
        return new LineBuilder(run)
                .put(FIRST_TOKEN, mean(peak) / 1e9)
                .put(WORST, hours.get(plan.hours().indexOf(plan.atPeak())).firstTokenNanos() / 1e9)
                .put("day: chat ttft mean s", mean(hours) / 1e9)
                .put("highest use", most)
                .put("jobs late", day.late())
                .put("closest to its deadline h", day.closestHours())
                .build();
    }

    private static double mean(List<Hour> hours) {
        double sum = 0;
        long calls = 0;
        for (Hour hour : hours) {
            sum += hour.firstTokenNanos() * hour.calls();
            calls += hour.calls();
        }
        return sum / calls;
    }
}
