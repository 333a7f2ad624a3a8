package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.slow.Panel.Group;
import dev.fleetward.core.season.slow.Panel.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for a cause beyond the wire: the places at which all features moved, against the same
/// features elsewhere. What a feature's deploy did falls out, since it did it everywhere. Confined
/// to one question.
final class TheirSide {
    /// What moved half as much as that which moved most belongs to it.
    private static final double BELONGS = 0.5;

    /// The part of what moved that a feature must have moved by.
    private static final double ALSO = 1.0 / 3;

    /// The part of the calls asked about that must be touched.
    private static final double CONCERNS = 0.1;

    private final Panel panel;
    private final SlowQuestion question;
    private final RandomGenerator random;

    TheirSide(Panel panel, SlowQuestion question, RandomGenerator random) {
        this.panel = panel;
        this.question = question;
        this.random = random;
    }

    Side find() {
        Map<Place, List<Group>> places = places();
        Division division = likeliest(places);
        if (division == null) {
            return Side.NOTHING;
        }
        Set<Place> moved = moved(places, division);
        if (moved.isEmpty() || !concerns(moved)) {
            return Side.NOTHING;
        }
        Suspect suspect = Naming.of(moved, places.keySet());
        return suspect == null ? Side.NOTHING : judged(suspect, moved, places.keySet());
    }

    /// Those with enough calls to be judged.
    private Map<Place, List<Group>> places() {
        Map<Place, List<Group>> places =
                panel.groups().stream()
                        .collect(
                                Collectors.groupingBy(
                                        group -> Place.of(group.cohort()),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        places.values().removeIf(groups -> Panel.calls(groups, 0, panel.slots()) < 2 * Rules.CALLS);
        return places;
    }

    /// The best division of the place that one explains best.
    private @Nullable Division likeliest(Map<Place, List<Group>> places) {
        Division likeliest = null;
        double explained = 0;
        for (List<Group> groups : places.values()) {
            Contrast contrast = Contrast.ofItself(panel, groups);
            Contrast.Step step = contrast.step(Value.RESIDUAL, panel.slots());
            if (!step.isFound() || step.explained() <= explained) {
                continue;
            }
            Division division = Division.at(step.slot(), panel.slots());
            if (contrast.difference(Value.RESIDUAL, division, random).isFound()
                    && isOutsideBand(groups, division)) {
                likeliest = division;
                explained = step.explained();
            }
        }
        return likeliest;
    }

    private static boolean isOutsideBand(List<Group> groups, Division division) {
        return Panel.mean(groups, Value.RESIDUAL, division.since(), division.until())
                > Panel.mean(groups, Value.BAND, division.since(), division.until());
    }

    private static Set<Place> moved(Map<Place, List<Group>> places, Division division) {
        Map<Place, Double> changes = new LinkedHashMap<>();
        places.forEach((place, groups) ->
                changes.put(place, Shifts.change(groups, Value.RESIDUAL, division)));
        double most = changes.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double least = Math.max(Rules.MATERIAL, BELONGS * most);
        return changes.entrySet().stream()
                .filter(entry -> entry.getValue() >= least)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Whether enough of the calls asked about go there.
    private boolean concerns(Set<Place> moved) {
        if (question.scope().equals(Scope.ALL)) {
            return true;
        }
        Predicate<Cohort> asked = question.scope()::covers;
        int from = panel.slotOf(question.fromMicros());
        double all = Panel.calls(panel.groups(asked), from, panel.slots());
        double touched =
                Panel.calls(
                        panel.groups(asked.and(cohort -> moved.contains(Place.of(cohort)))),
                        from,
                        panel.slots());
        return all > 0 && touched >= CONCERNS * all;
    }

    private Side judged(Suspect suspect, Set<Place> moved, Set<Place> all) {
        Predicate<Cohort> whose = cohort -> moved.contains(Place.of(cohort));
        Contrast contrast = against(suspect, whose, moved);
        Contrast.Step step = contrast.step(Value.RESIDUAL, panel.slots());
        if (!step.isFound()) {
            return Side.NOTHING;
        }
        Division division = Division.at(step.slot(), panel.slots());
        Difference total = contrast.difference(Value.RESIDUAL, division, random);
        List<Group> groups = panel.groups(whose);
        if (!total.isBeyondDoubt() || !isOutsideBand(groups, division)) {
            return Side.NOTHING;
        }
        Set<String> features = features(whose, division);
        Set<String> also =
                features.stream()
                        .filter(feature ->
                                Shifts.change(
                                                panel.groups(whose.and(of(feature))),
                                                Value.RESIDUAL,
                                                division)
                                        >= ALSO * total.estimate())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (2 * also.size() < features.size() || !isFelt(whose, total, division)) {
            return Side.NOTHING;
        }
        boolean everything = moved.size() == all.size();
        if (everything && also.size() < 2 && providers(all) < 2) {
            return Side.doubted(
                    Missing.Kind.CONTROLS,
                    "nothing tells the provider from a change of ours: one feature calls one"
                            + " provider; send some of its calls to another provider, or calls of"
                            + " another feature there: what is slow then tells which it is");
        }
        Finding finding =
                new Finding(
                        suspect,
                        panel.micros(division.since()),
                        total,
                        total,
                        contrast.difference(Value.SIZE, division, random),
                        0,
                        Panel.mean(groups, Value.TOKENS, 0, division.before()),
                        Panel.mean(groups, Value.TOKENS, division.since(), division.until()));
        return Side.found(finding, new Side.Touched(whose, division.since()));
    }

    /// Whether those asked about moved there too.
    private boolean isFelt(Predicate<Cohort> whose, Difference total, Division division) {
        return question.scope().equals(Scope.ALL)
                || Shifts.change(
                                panel.groups(whose.and(question.scope()::covers)),
                                Value.RESIDUAL,
                                division)
                        >= ALSO * total.estimate();
    }

    private static Predicate<Cohort> of(String feature) {
        return cohort -> cohort.feature().equals(feature);
    }

    private static long providers(Set<Place> places) {
        return places.stream().map(Place::provider).distinct().count();
    }

    /// Those with enough calls there to be judged.
    private Set<String> features(Predicate<Cohort> there, Division division) {
        return panel.groups(there).stream()
                .map(group -> group.cohort().feature())
                .distinct()
                .filter(feature -> {
                    List<Group> groups = panel.groups(there.and(of(feature)));
                    return Panel.calls(groups, 0, division.before()) >= Rules.CALLS
                            && Panel.calls(groups, division.since(), division.until())
                                    >= Rules.CALLS;
                })
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// For a provider, the same model and feature at others; for a part of it, its other parts.
    private Contrast against(Suspect suspect, Predicate<Cohort> whose, Set<Place> moved) {
        List<Group> treated = panel.groups(whose);
        Set<String> providers = moved.stream().map(Place::provider).collect(Collectors.toSet());
        boolean part =
                suspect.kind() != Suspect.Kind.PROVIDER && suspect.kind() != Suspect.Kind.FLEET;
        List<Group> controls =
                panel.groups(
                        whose.negate()
                                .and(cohort -> !part || providers.contains(cohort.provider())));
        String where = part ? "other places of the provider" : "other providers";
        if (part && controls.isEmpty()) {
            controls = panel.groups(whose.negate());
            where = "other providers";
        }
        Contrast closest =
                Contrast.of(
                        panel,
                        treated,
                        controls,
                        cohort -> cohort.feature() + '\n' + cohort.model(),
                        "the same features and models at " + where,
                        where);
        if (closest.isMatched()) {
            return closest;
        }
        Contrast close =
                Contrast.of(
                        panel,
                        treated,
                        controls,
                        Cohort::feature,
                        "the same features at " + where,
                        where);
        return close.isMatched()
                ? close
                : Contrast.of(
                        panel,
                        treated,
                        controls,
                        Cohort::model,
                        "the same models at " + where,
                        where);
    }
}
