package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowQuestion;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// As many cells as one question may have. Stateless.
///
/// Where there are too many cohorts, tenants are not told apart, and then routes neither, unless
/// one is asked about; where there are still too many, those with the most calls are kept.
final class Reduction {
    private Reduction() {}

    static List<ResidualCell> of(List<ResidualCell> cells, Scope scope) {
        List<ResidualCell> fewer = cells;
        if (tooMany(fewer)) {
            fewer = fewer.stream().map(cell -> of(cell, Cohort::withoutTenant)).toList();
        }
        if (scope.route() == null && tooMany(fewer)) {
            fewer = fewer.stream().map(cell -> of(cell, Cohort::withoutRoute)).toList();
        }
        Map<Cohort, Long> cohorts = cohorts(fewer);
        if (cohorts.size() > SlowQuestion.MOST_GROUPS) {
            Set<Cohort> kept =
                    cohorts.entrySet().stream()
                            .sorted(
                                    Map.Entry.<Cohort, Long>comparingByValue(
                                            Comparator.reverseOrder()))
                            .limit(SlowQuestion.MOST_GROUPS)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toCollection(HashSet::new));
            fewer =
                    fewer.stream()
                            .filter(cell -> kept.contains(cell.cohort().ofAllPrompts()))
                            .toList();
        }
        return fewer.subList(Math.max(0, fewer.size() - SlowQuestion.MOST_CELLS), fewer.size());
    }

    private static boolean tooMany(List<ResidualCell> cells) {
        return cohorts(cells).size() > SlowQuestion.MOST_GROUPS;
    }

    private static Map<Cohort, Long> cohorts(List<ResidualCell> cells) {
        Map<Cohort, Long> calls = new HashMap<>();
        cells.forEach(cell -> calls.merge(cell.cohort().ofAllPrompts(), cell.calls(), Long::sum));
        return calls;
    }

    private static ResidualCell of(ResidualCell cell, UnaryOperator<Cohort> told) {
        return new ResidualCell(
                cell.wallMicros(),
                told.apply(cell.cohort()),
                cell.calls(),
                cell.residual(),
                cell.observed(),
                cell.promptTokens(),
                cell.baseline(),
                cell.band(),
                cell.dayRatio());
    }
}
