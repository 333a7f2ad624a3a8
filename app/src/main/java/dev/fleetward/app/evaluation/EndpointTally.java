package dev.fleetward.app.evaluation;

import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.evaluation.Verdict;
import dev.fleetward.core.unit.Percent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What came of a run at one endpoint, so far. Confined to its run's lock until the run has ended.
final class EndpointTally {
    /// Who answered.
    ///
    /// @param region null where nobody says
    /// @param version null where nobody says, and for samples without an answer
    record Cell(@Nullable String region, @Nullable String version) {
        static final Comparator<Cell> ORDER =
                Comparator.comparing((Cell cell) -> String.valueOf(cell.region()))
                        .thenComparing(cell -> String.valueOf(cell.version()));
    }

    private final Target target;
    private final int planned;

    /// By who answered, then by case.
    private final Map<Cell, Map<String, PassRate>> cells = new TreeMap<>(Cell.ORDER);

    /// The first thing that was wrong, by case.
    private final Map<String, String> faults = new LinkedHashMap<>();

    private PassRate unanswered = PassRate.NONE;
    private int notSent;
    private @Nullable String whyNotSent;

    EndpointTally(Target target, int planned) {
        this.target = target;
        this.planned = planned;
    }

    void answered(String caseName, Outcome.Answered answer, @Nullable String fault) {
        String region = answer.region() == null ? target.region() : answer.region();
        count(caseName, new Cell(region, answer.version()), fault);
    }

    void failed(String caseName, String words) {
        unanswered = unanswered.plus(false);
        count(caseName, new Cell(target.region(), null), "no answer: " + words);
    }

    void notSent(String words) {
        notSent++;
        if (whyNotSent == null) {
            whyNotSent = words;
        }
    }

    private void count(String caseName, Cell cell, @Nullable String fault) {
        cells.computeIfAbsent(cell, _ -> new TreeMap<>())
                .merge(caseName, PassRate.NONE.plus(fault == null), PassRate::plus);
        if (fault != null) {
            faults.putIfAbsent(caseName, fault);
        }
    }

    Target target() {
        return target;
    }

    int planned() {
        return planned;
    }

    int notSent() {
        return notSent;
    }

    @Nullable String whyNotSent() {
        return whyNotSent;
    }

    @Nullable String fault(String caseName) {
        return faults.get(caseName);
    }

    Map<Cell, Map<String, PassRate>> cells() {
        return cells;
    }

    PassRate all() {
        return sum(cells.values().stream().flatMap(cases -> cases.values().stream()).toList());
    }

    Verdict verdict(Percent threshold) {
        return Verdict.of(all(), planned, threshold);
    }

    /// The samples of one who answered, with those that got no answer: nobody knows whose they
    /// were.
    PassRate of(Cell cell) {
        PassRate own = sum(List.copyOf(cells.getOrDefault(cell, Map.of()).values()));
        return cell.version() == null ? own : own.plus(unanswered);
    }

    /// Samples of a whole run as far as this one goes; at least one for each case.
    int planned(Cell cell, int cases) {
        return Math.max(cases, of(cell).samples() + planned - all().samples());
    }

    private static PassRate sum(List<PassRate> rates) {
        return rates.stream().reduce(PassRate.NONE, PassRate::plus);
    }
}
