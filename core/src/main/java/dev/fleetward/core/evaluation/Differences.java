package dev.fleetward.core.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Which groups pass differently, such as regions: each pair of groups over each case, and over all
/// cases together, by Fisher's exact test. Alpha is split over all comparisons that are made
/// (Bonferroni), so that the chance of any false mark in one report is at most alpha. Stateless.
public final class Differences {
    /// The name of all cases together.
    public static final String ALL_CASES = "all cases";

    private Differences() {}

    /// @param cases what passed, by name of the case
    public record Group(String name, Map<String, PassRate> cases) {
        public Group {
            cases = Map.copyOf(cases);
        }

        PassRate all() {
            return cases.values().stream().reduce(PassRate.NONE, PassRate::plus);
        }
    }

    /// Two groups pass one case differently.
    ///
    /// @param threshold alpha's part for this comparison
    public record Difference(
            String caseName,
            String one,
            PassRate oneRate,
            String other,
            PassRate otherRate,
            double pValue,
            double threshold) {}

    /// @param comparisons how many were made
    public record Found(List<Difference> differences, int comparisons, double alpha) {
        public Found {
            differences = List.copyOf(differences);
        }
    }

    /// @param alpha the chance of any false mark, 0 to 1
    public static Found between(List<Group> groups, double alpha) {
        List<Difference> compared = new ArrayList<>();
        TreeSet<String> cases = new TreeSet<>();
        groups.forEach(group -> cases.addAll(group.cases().keySet()));
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                Group one = groups.get(i);
                Group other = groups.get(j);
                if (cases.size() > 1) {
                    compare(ALL_CASES, one, one.all(), other, other.all(), compared);
                }
                for (String name : cases) {
                    compare(
                            name,
                            one,
                            one.cases().getOrDefault(name, PassRate.NONE),
                            other,
                            other.cases().getOrDefault(name, PassRate.NONE),
                            compared);
                }
            }
        }
        int comparisons = compared.size();
        double threshold = alpha / Math.max(1, comparisons);
        return new Found(
                compared.stream()
                        .filter(each -> each.pValue() <= threshold)
                        .map(each ->
                                new Difference(
                                        each.caseName(),
                                        each.one(),
                                        each.oneRate(),
                                        each.other(),
                                        each.otherRate(),
                                        each.pValue(),
                                        threshold))
                        .toList(),
                comparisons,
                alpha);
    }

    private static void compare(
            String name,
            Group one,
            PassRate oneRate,
            Group other,
            PassRate otherRate,
            List<Difference> into) {
        if (oneRate.samples() > 0 && otherRate.samples() > 0) {
            into.add(
                    new Difference(
                            name,
                            one.name(),
                            oneRate,
                            other.name(),
                            otherRate,
                            ExactTest.pValue(oneRate, otherRate),
                            0));
        }
    }
}
