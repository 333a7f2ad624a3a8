package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.slow.Panel.Group;
import dev.fleetward.core.season.slow.Panel.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks for a cause on this side of the wire: those that a mark covers, or one feature, tenant or
/// route, against others at the same endpoints. A provider that slows down slows both, and falls
/// out. Where one route is asked about, only what moved there as well counts. Confined to one
/// question.
final class OwnSide {
    private final Panel panel;
    private final SlowQuestion question;
    private final RandomGenerator random;

    OwnSide(Panel panel, SlowQuestion question, RandomGenerator random) {
        this.panel = panel;
        this.question = question;
        this.random = random;
    }

    /// What a suspect would explain. Immutable.
    private record Candidate(
            Suspect suspect,
            Predicate<Cohort> whose,
            Contrast contrast,
            Division division,
            Difference total,
            double explained) {}

    Side find() {
        Candidate best = null;
        for (Mark mark : question.marks()) {
            best = better(best, marked(mark));
        }
        if (best != null) {
            return judged(best);
        }
        for (String feature : features()) {
            best = better(best, feature(feature));
        }
        if (question.scope().route() != null) {
            best = better(best, route(question.scope().route()));
        }
        if (best == null) {
            return routed();
        }
        return Side.found(finding(best), touched(best));
    }

    private static @Nullable Candidate better(@Nullable Candidate one, @Nullable Candidate other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.explained() > one.explained() ? other : one;
    }

    private Set<String> features() {
        return panel.groups(question.scope()::covers).stream()
                .map(group -> group.cohort().feature())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Those on a mark, from the mark on.
    private @Nullable Candidate marked(Mark mark) {
        if (features().stream().noneMatch(mark::covers)) {
            return null;
        }
        Division division = Division.at(mark.wallMicros(), panel);
        boolean ofARoute = mark.features().isEmpty() && question.scope().route() != null;
        Predicate<Cohort> whose =
                ofARoute ? question.scope()::covers : cohort -> mark.covers(cohort.feature());
        if (!division.isLongEnough() || panel.groups(whose).isEmpty()) {
            return null;
        }
        Contrast contrast =
                against(whose, whose, ofARoute ? "other routes" : "features that are not on it");
        double explained = contrast.explained(Value.AT_ANY_HOUR, division);
        double most = contrast.step(Value.AT_ANY_HOUR, panel.slots()).explained();
        if (explained < Rules.FROM_THE_MARK * most) {
            return null;
        }
        return candidate(Suspect.of(mark), whose, contrast, division, explained);
    }

    /// One feature of which no mark tells, or one of its tenants.
    private @Nullable Candidate feature(String feature) {
        Predicate<Cohort> whose = cohort -> cohort.feature().equals(feature);
        Candidate found = unmarked(Suspect.Kind.FEATURE, feature, whose, whose, "other features");
        if (found == null) {
            return null;
        }
        Set<String> tenants =
                panel.groups(whose).stream()
                        .map(group -> group.cohort().tenant())
                        .filter(Objects::nonNull)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (tenants.size() < 2) {
            return found;
        }
        Candidate best = null;
        for (String tenant : tenants) {
            best =
                    better(
                            best,
                            unmarked(
                                    Suspect.Kind.TENANT,
                                    tenant,
                                    whose.and(cohort -> tenant.equals(cohort.tenant())),
                                    whose.negate().or(cohort -> tenant.equals(cohort.tenant())),
                                    "the feature's other tenants"));
        }
        return best != null && !moved(whose, best) ? best : found;
    }

    /// Whether a feature moved without one of its tenants as well.
    private boolean moved(Predicate<Cohort> feature, Candidate tenant) {
        List<Group> others = panel.groups(feature.and(tenant.whose().negate()));
        return Shifts.change(others, Value.AT_ANY_HOUR, tenant.division())
                >= tenant.total().estimate() / 3;
    }

    /// The route asked about, against others.
    private @Nullable Candidate route(String route) {
        Predicate<Cohort> whose = question.scope()::covers;
        return unmarked(
                Suspect.Kind.ROUTE,
                route,
                whose,
                cohort -> route.equals(cohort.route()),
                "other routes");
    }

    private @Nullable Candidate unmarked(
            Suspect.Kind kind,
            String name,
            Predicate<Cohort> whose,
            Predicate<Cohort> noControls,
            String others) {
        Contrast contrast = against(whose, noControls, others);
        if (!contrast.isMatched()) {
            return null;
        }
        Contrast.Step step = contrast.step(Value.AT_ANY_HOUR, panel.slots());
        if (!step.isFound()) {
            return null;
        }
        Candidate found =
                candidate(
                        new Suspect(kind, name, null, Set.of()),
                        whose,
                        contrast,
                        Division.at(step.slot(), panel.slots()),
                        step.explained());
        return found != null && found.total().isBeyondDoubt() ? found : null;
    }

    private @Nullable Candidate candidate(
            Suspect suspect,
            Predicate<Cohort> whose,
            Contrast contrast,
            Division division,
            double explained) {
        Difference total = contrast.difference(Value.AT_ANY_HOUR, division, random);
        return total.isFound()
                        && isOutsideBand(panel.groups(whose), division)
                        && isFelt(whose, total, division)
                ? new Candidate(suspect, whose, contrast, division, total, explained)
                : null;
    }

    /// Whether those asked about moved too, and not others of the feature alone.
    private boolean isFelt(Predicate<Cohort> whose, Difference total, Division division) {
        return question.scope().route() == null
                || Shifts.change(
                                panel.groups(whose.and(question.scope()::covers)),
                                Value.AT_ANY_HOUR,
                                division)
                        >= total.estimate() / 3;
    }

    private Contrast against(Predicate<Cohort> whose, Predicate<Cohort> noControls, String others) {
        List<Group> treated = panel.groups(whose);
        List<Group> controls = panel.groups(noControls.negate());
        Contrast contrast =
                Contrast.of(
                        panel,
                        treated,
                        controls,
                        Cohort::endpoint,
                        others + " at the same endpoints",
                        others);
        return contrast.isMatched()
                ? contrast
                : Contrast.of(
                        panel,
                        treated,
                        controls,
                        Cohort::provider,
                        others + " at the same providers",
                        others);
    }

    /// Longer prompts are no fault of the baseline, which knows them: they count on top.
    private static boolean isOutsideBand(List<Group> groups, Division division) {
        double level =
                Panel.mean(groups, Value.RESIDUAL, division.since(), division.until())
                        + Math.max(0, Shifts.of(groups, division).prompts());
        return level > Panel.mean(groups, Value.BAND, division.since(), division.until());
    }

    /// A mark without controls at the same places may hide what a provider did.
    private Side judged(Candidate best) {
        Finding finding = finding(best);
        if (best.contrast().isMatched() || finding.isByPrompts()) {
            return Side.found(finding, touched(best));
        }
        Set<String> providers =
                panel.groups(best.whose()).stream()
                        .map(group -> group.cohort().provider())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (providers.size() < 2) {
            return Side.doubted(
                    Missing.Kind.CONTROLS,
                    "nothing tells "
                            + finding.suspect().words()
                            + " from provider "
                            + providers.iterator().next()
                            + ": no feature without it calls that provider, and no feature with it"
                            + " calls another one; take it back, or send some of its calls to"
                            + " another provider: what is slow then tells which it is");
        }
        boolean allMoved =
                providers.stream()
                        .allMatch(provider -> {
                            List<Group> there =
                                    panel.groups(
                                            best.whose()
                                                    .and(cohort ->
                                                            cohort.provider().equals(provider)));
                            return Shifts.change(there, Value.AT_ANY_HOUR, best.division())
                                    >= best.total().estimate() / 3;
                        });
        return allMoved ? Side.found(finding, touched(best)) : Side.NOTHING;
    }

    /// Calls that went elsewhere: at each endpoint all is as it was, and yet they are slower.
    private Side routed() {
        for (String feature : features()) {
            Predicate<Cohort> whose = cohort -> cohort.feature().equals(feature);
            Contrast contrast = Contrast.ofItself(panel, panel.groups(whose));
            Contrast.Step step = contrast.step(Value.SIZE, panel.slots());
            if (!step.isFound()) {
                continue;
            }
            Suspect suspect = new Suspect(Suspect.Kind.ROUTING, feature, null, Set.of());
            Division division = Division.at(step.slot(), panel.slots());
            for (Mark mark : question.marks()) {
                Division marked = Division.at(mark.wallMicros(), panel);
                if (mark.covers(feature)
                        && marked.isLongEnough()
                        && contrast.explained(Value.SIZE, marked)
                                >= Rules.FROM_THE_MARK * step.explained()) {
                    suspect = Suspect.of(mark);
                    division = marked;
                }
            }
            Difference total = contrast.difference(Value.SIZE, division, random);
            Shift shift = Shifts.of(panel.groups(whose), division);
            boolean found = suspect.mark() == null ? total.isBeyondDoubt() : total.isFound();
            if (found && shift.routing() >= Rules.MATERIAL && shift.routing() >= shift.prompts()) {
                Candidate routed =
                        new Candidate(suspect, whose, contrast, division, total, step.explained());
                return Side.found(finding(routed), touched(routed));
            }
        }
        return Side.NOTHING;
    }

    private Finding finding(Candidate best) {
        List<Group> groups = panel.groups(best.whose());
        Division division = best.division();
        Shift shift = Shifts.of(groups, division);
        Mark mark = best.suspect().mark();
        Finding finding =
                new Finding(
                        best.suspect(),
                        mark == null ? panel.micros(division.since()) : mark.wallMicros(),
                        best.total(),
                        best.contrast().difference(Value.RESIDUAL, division, random),
                        best.contrast().difference(Value.SIZE, division, random),
                        shift.routing(),
                        Panel.mean(groups, Value.TOKENS, 0, division.before()),
                        Panel.mean(groups, Value.TOKENS, division.since(), division.until()));
        return finding.isByPrompts() && finding.suspect().kind() == Suspect.Kind.FEATURE
                ? finding.of(
                        new Suspect(Suspect.Kind.PROMPTS, finding.suspect().name(), null, Set.of()))
                : finding;
    }

    private static Side.Touched touched(Candidate best) {
        return new Side.Touched(best.whose(), best.division().since());
    }
}
