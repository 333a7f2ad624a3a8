package dev.fleetward.core.season.slow;

import dev.fleetward.core.season.slow.Panel.Group;
import dev.fleetward.core.season.slow.Panel.Value;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Why is it slow? Stateless.
///
/// 1. A cause of ours: what a mark covers, or one feature, against the others at the same
///    endpoints, from the mark on ([OwnSide]). Longer prompts count, since they are ours.
/// 2. A cause of theirs: where all features moved at the same size of prompts, against the same
///    features elsewhere, without what the first cause did ([TheirSide]).
/// 3. Neither, and the calls are within the band of this hour of the week: time of day.
/// 4. Else it is unclear, and what is missing is said.
///
/// A cause counts only where its calls are outside the band of their hour: so the first step of all
/// is the band, taken for those that a cause would have touched, because the mean of a fleet hides
/// what one feature feels.
public final class Inquiry {
    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private Inquiry() {}

    /// @param random for the bootstrap; the same seed gives the same verdict
    public static SlowVerdict of(SlowQuestion question, RandomGenerator random) {
        if (question.cells().isEmpty()) {
            Division nothing = new Division(0, 0, 0);
            Evidence evidence = evidence(question, List.of(), nothing);
            return new SlowVerdict.Unclear(Thin.of(question, evidence, nothing), evidence);
        }
        Panel panel = Panel.of(question.cells());
        Division division = Division.at(panel.slotOf(question.fromMicros()), panel.slots());
        List<Group> groups = panel.groups(question.scope()::covers);
        Evidence evidence = evidence(question, groups, division);
        List<Missing> thin = Thin.of(question, evidence, division);
        if (!thin.isEmpty()) {
            return new SlowVerdict.Unclear(thin, evidence);
        }
        Side ours = new OwnSide(panel, question, random).find();
        if (ours.doubt() != null) {
            return new SlowVerdict.Unclear(List.of(ours.doubt()), evidence);
        }
        Side theirs = new TheirSide(without(ours, panel), question, random).find();
        if (theirs.doubt() != null) {
            return new SlowVerdict.Unclear(List.of(theirs.doubt()), evidence);
        }
        return verdict(
                ours.finding(),
                theirs.finding(),
                evidence,
                () ->
                        Contrast.ofItself(panel, groups)
                                .difference(Value.AT_ANY_HOUR, division, random));
    }

    /// A value that is worked out only where it is needed.
    private interface Change {
        Difference get();
    }

    private static SlowVerdict verdict(
            @Nullable Finding ours, @Nullable Finding theirs, Evidence evidence, Change change) {
        if (theirs != null && theirs.suspect().kind().ours()) {
            // What all providers share is on this side, and is one cause with what was found here.
            return new SlowVerdict.Ours(ours == null ? theirs : ours, evidence);
        }
        if (ours != null && theirs != null) {
            return new SlowVerdict.Both(ours, theirs, evidence);
        }
        if (ours != null) {
            return new SlowVerdict.Ours(ours, evidence);
        }
        if (theirs != null) {
            return new SlowVerdict.Theirs(theirs, evidence);
        }
        return neither(evidence, change.get());
    }

    private static SlowVerdict neither(Evidence evidence, Difference change) {
        double half = (change.high() - change.low()) / 2;
        if (half > Rules.WIDE) {
            return new SlowVerdict.Unclear(
                    List.of(
                            new Missing(
                                    Missing.Kind.CALLS,
                                    String.format(
                                            Locale.ROOT,
                                            "the first tokens of these calls lie so far apart that,"
                                                    + " with %,d before and %,d since, only a change"
                                                    + " of more than %s would show; ask again when"
                                                    + " there are more, or about the whole fleet",
                                            evidence.callsBefore(),
                                            evidence.callsAfter(),
                                            Words.signed(half)))),
                    evidence);
        }
        if (evidence.isWithinBand()) {
            return new SlowVerdict.TimeOfDay(evidence);
        }
        double before = evidence.residual() - evidence.shift().residual();
        String slower =
                "calls are "
                        + Words.signed(evidence.residual())
                        + " from what is usual at this hour, beyond the band of "
                        + Words.signed(evidence.band());
        return new SlowVerdict.Unclear(
                List.of(
                        before > evidence.band()
                                ? new Missing(
                                        Missing.Kind.BEFORE,
                                        slower
                                                + ", and were so in the two hours before: when it"
                                                + " began is not in these data; ask from an earlier"
                                                + " time (--since)")
                                : new Missing(
                                        Missing.Kind.CAUSE,
                                        slower
                                                + ", and no deploy, feature, route, tenant,"
                                                + " provider, region or model stands out; mark what"
                                                + " you changed (`fleetward deploy mark NAME --at"
                                                + " TIME`) and ask again, or look for a limit that"
                                                + " holds (`fleetward quota`)")),
                evidence);
    }

    private static Panel without(Side ours, Panel panel) {
        if (ours.finding() == null || ours.touched() == null) {
            return panel;
        }
        return panel.without(
                ours.finding().residual().estimate(),
                ours.touched().whose(),
                ours.touched().sinceSlot());
    }

    private static Evidence evidence(SlowQuestion question, List<Group> groups, Division division) {
        int since = division.since();
        int until = division.until();
        long last = question.untilMicros() - 1;
        long hour = last - Math.floorMod(last, MICROS_PER_HOUR);
        List<ResidualCell> asked =
                question.cells().stream()
                        .filter(cell -> question.scope().covers(cell.cohort()))
                        .toList();
        return new Evidence(
                question.zone(),
                hour,
                season(asked, hour),
                Panel.mean(groups, Value.RESIDUAL, since, until),
                Panel.mean(groups, Value.BAND, since, until),
                Panel.calls(groups, 0, division.before()),
                Panel.calls(groups, since, until),
                Shifts.of(groups, division),
                Adtributor.ranking(asked, question.fromMicros()));
    }

    /// Of the last hour asked about.
    private static double season(List<ResidualCell> cells, long hourMicros) {
        double calls = 0;
        double sum = 0;
        for (ResidualCell cell : cells) {
            if (cell.wallMicros() >= hourMicros) {
                calls += cell.calls();
                sum += cell.calls() * Math.log(cell.dayRatio());
            }
        }
        return calls == 0 ? 0 : sum / calls;
    }
}
