package dev.fleetward.testbed.scenario;

import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.season.DeferralPlan.Job;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.season.work.Limit;
import dev.fleetward.core.season.work.Rooms;
import dev.fleetward.core.season.work.SeenHour;
import dev.fleetward.core.season.work.SeenHour.Kind;
import dev.fleetward.core.season.work.Source;
import dev.fleetward.core.season.work.Use;
import dev.fleetward.core.season.work.WorkHistory;
import dev.fleetward.core.season.work.WorkPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// What a fleet remembers of days before, and what its gateway tells of it the jobs of today: the
/// plan behind `seasons plan`, followed by the rule of the data path. Confined.
final class WaveMemory {
    private static final String ENGINE = "engine";
    private static final String REPORTS = "reports";
    private static final long DAY_MICROS = WaveDay.HOURS * WaveDay.HOUR_MICROS;

    /// Where today begins: some day, so that those before it have a time too.
    private static final long TODAY = 1_000 * DAY_MICROS;

    private static final Deferral RULE = new Deferral(12 * WaveDay.HOUR_MICROS, 0.1);

    private final List<SeenHour> seen = new ArrayList<>();
    private final double[] firstTokens = new double[WaveDay.HOURS];
    private final double capacity;

    /// @param capacity of an hour, in tokens
    WaveMemory(double capacity) {
        this.capacity = capacity;
    }

    /// @param back how many days before today it was, the earlier ones first
    /// @param jobs that ran on it as early as they could
    void remember(int back, List<WaveDay.Hour> hours, List<Job> jobs) {
        long begin = TODAY - back * DAY_MICROS;
        for (int i = 0; i < hours.size(); i++) {
            WaveDay.Hour hour = hours.get(i);
            firstTokens[i] += hour.firstTokenNanos();
            seen.add(
                    new SeenHour(
                            begin + i * WaveDay.HOUR_MICROS,
                            ENGINE,
                            "chat",
                            Kind.INTERACTIVE,
                            new Use(hour.calls(), hour.chatTokens(), 0, 0, 0),
                            hour.calls(),
                            hour.firstTokenNanos() * hour.calls(),
                            0));
        }
        Map<Long, Map<Long, List<Long>>> times = new TreeMap<>();
        Map<Long, Map<Long, Double>> tokens = new TreeMap<>();
        for (Job job : jobs) {
            long calls = WaveDay.calls(job);
            for (long call = 0; call < calls; call++) {
                long at = job.earliestMicros() + job.runMicros() * call / calls;
                long left = job.deadlineMicros() - at;
                long room = Rooms.leastMicros(left);
                long hour = at / WaveDay.HOUR_MICROS;
                times.computeIfAbsent(hour, _ -> new TreeMap<>())
                        .computeIfAbsent(room, _ -> new ArrayList<>())
                        .add(left);
                tokens.computeIfAbsent(hour, _ -> new TreeMap<>())
                        .merge(room, (double) job.tokens() / calls, Double::sum);
            }
        }
        times.forEach((hour, rooms) ->
                rooms.forEach((room, left) -> {
                    double sum = tokens.getOrDefault(hour, Map.of()).getOrDefault(room, 0.0);
                    seen.add(
                            new SeenHour(
                                    begin + hour * WaveDay.HOUR_MICROS,
                                    ENGINE,
                                    REPORTS,
                                    Kind.WAITS,
                                    new Use(left.size(), sum, 0, 0, 0),
                                    0,
                                    0,
                                    left.stream().sorted().toList().get(left.size() / 10)));
                }));
    }

    WorkPlan plan() {
        double[] sorted = firstTokens.clone();
        Arrays.sort(sorted);
        double day = (sorted[WaveDay.HOURS / 2 - 1] + sorted[WaveDay.HOURS / 2]) / 2;
        List<SeasonPlan.Hour> hours = new ArrayList<>();
        for (int i = 0; i < WaveDay.HOURS; i++) {
            long start = TODAY + i * WaveDay.HOUR_MICROS;
            hours.add(
                    new SeasonPlan.Hour(start, start + WaveDay.HOUR_MICROS, firstTokens[i] / day));
        }
        Source source =
                new Source(
                        "the provider",
                        Map.of(Limit.TOKENS, capacity),
                        true,
                        Map.of(ENGINE, new Outlook(true, hours)),
                        Map.of(REPORTS, RULE));
        return WorkPlan.of(source, WorkHistory.of(seen, List.of()), TODAY, TODAY);
    }

    /// Calls that are made as early as they may and come back when they are told to, each by
    /// itself.
    static WaveDay.Times told(WorkPlan plan) {
        SeasonPlan told = new SeasonPlan(plan.source().endpoints()).moving(plan.moves());
        return (job, call, earliest) -> {
            int draw = new SplittableRandom(job.id().hashCode() * 31L + call).nextInt();
            long at = earliest;
            while (true) {
                Optional<Deferral.Held> held =
                        RULE.decide(
                                told,
                                ENGINE,
                                REPORTS,
                                TODAY + at,
                                TODAY + job.deadlineMicros(),
                                draw);
                if (held.isEmpty()) {
                    return at;
                }
                at = held.get().untilMicros() - TODAY;
            }
        };
    }
}
