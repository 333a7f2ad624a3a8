package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.likeness.live.LiveReading;
import dev.fleetward.core.region.likeness.Evidence;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Sample;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API says of the comparisons of live traffic. Stateless.
final class LiveView {
    private LiveView() {}

    /// @param most comparisons, the nearest to an alarm first
    static Map<String, @Nullable Object> of(LiveReading reading, int most) {
        return members(
                "trouble", reading.trouble(),
                "falseAlarmsPerMonth", reading.allowed().perMonth(),
                "comparisons", reading.comparisons(),
                "mostComparisons", reading.allowed().comparisons(),
                "calls", reading.calls(),
                "callsNotKept", reading.callsNotKept(),
                "left", reading.left(),
                "kept", reading.keptMicros() < 0 ? null : instant(reading.keptMicros()),
                "signals", reading.lines().size(),
                "lines",
                        reading.lines().stream()
                                .limit(most)
                                .map(line -> line(line, reading.isAccepted(line)))
                                .toList());
    }

    private static Map<String, @Nullable Object> line(LikenessBook.Line line, boolean accepted) {
        Signal signal = line.verdict().signal();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("model", line.stream().model());
        view.put("feature", line.stream().feature());
        view.put("prompts", line.stream().promptBucket());
        view.put("first", line.region());
        view.put("second", line.other());
        view.put("signal", signal.label());
        view.put("what", signal.isNumber() ? "share above the first's median" : "share of calls");
        view.put("tells", LiveReading.tells(signal) && !accepted);
        view.put("accepted", accepted);
        switch (line.verdict()) {
            case Verdict.Gathering(Signal _, long have, long need) -> {
                view.put("state", "gathering");
                view.put("have", have);
                view.put("need", need);
            }
            case Verdict.NotShown(Signal _, Evidence evidence) ->
                    put(view, isEmpty(evidence) ? "no calls" : "not shown", evidence);
            case Verdict.Different(Signal _, Evidence evidence) -> put(view, "differs", evidence);
        }
        return view;
    }

    private static boolean isEmpty(Evidence evidence) {
        return evidence.first().calls() == 0 || evidence.second().calls() == 0;
    }

    private static void put(Map<String, @Nullable Object> view, String state, Evidence evidence) {
        view.put("state", state);
        view.put("firstSample", sample(evidence.first()));
        view.put("secondSample", sample(evidence.second()));
        view.put("logE", evidence.logE());
        view.put("alarmAtLogE", -Math.log(evidence.alpha()));
        view.put("alpha", evidence.alpha());
        view.put("days", evidence.days());
        view.put("costNanos", 0);
    }

    private static Map<String, @Nullable Object> sample(Sample sample) {
        return members("calls", sample.calls(), "hits", sample.hits(), "rate", sample.rate());
    }

    private static String instant(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
