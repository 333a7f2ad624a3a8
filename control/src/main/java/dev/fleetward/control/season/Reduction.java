package dev.fleetward.control.season;

import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.ResidualCell;
import dev.fleetward.core.season.slow.SlowQuestion;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// As many cells as one question may have. Stateless.
///
/// Where there are too many cohorts, tenants are not told apart; where there are still too many,
/// those with the most calls are kept.
final class Reduction {
    private Reduction() {}

    static List<ResidualCell> of(List<ResidualCell> cells) {
        List<ResidualCell> fewer = cells;
        if (cohorts(fewer).size() > SlowQuestion.MOST_GROUPS) {
            fewer = fewer.stream().map(Reduction::withoutTenant).toList();
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
            fewer = fewer.stream().filter(cell -> kept.contains(group(cell.cohort()))).toList();
        }
        return fewer.subList(Math.max(0, fewer.size() - SlowQuestion.MOST_CELLS), fewer.size());
    }

    private static Map<Cohort, Long> cohorts(List<ResidualCell> cells) {
        Map<Cohort, Long> calls = new HashMap<>();
        cells.forEach(cell -> calls.merge(group(cell.cohort()), cell.calls(), Long::sum));
        return calls;
    }

    private static Cohort group(Cohort cohort) {
        return of(cohort, cohort.tenant(), "");
    }

    private static ResidualCell withoutTenant(ResidualCell cell) {
        return new ResidualCell(
                cell.wallMicros(),
                of(cell.cohort(), null, cell.cohort().bucket()),
                cell.calls(),
                cell.residual(),
                cell.observed(),
                cell.promptTokens(),
                cell.baseline(),
                cell.band(),
                cell.dayRatio());
    }

    private static Cohort of(Cohort cohort, @Nullable String tenant, String bucket) {
        return new Cohort(
                cohort.feature(),
                tenant,
                cohort.provider(),
                cohort.model(),
                cohort.region(),
                cohort.endpoint(),
                bucket);
    }
}
