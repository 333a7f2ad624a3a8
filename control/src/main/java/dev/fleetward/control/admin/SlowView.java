package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.season.SlowAnswer;
import dev.fleetward.core.season.slow.Difference;
import dev.fleetward.core.season.slow.Evidence;
import dev.fleetward.core.season.slow.Finding;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Missing;
import dev.fleetward.core.season.slow.Ranked;
import dev.fleetward.core.season.slow.SlowVerdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A verdict as JSON. Changes are ratios less one, such as 0.32 for a third slower. Stateless.
final class SlowView {
    private SlowView() {}

    static Map<String, @Nullable Object> of(SlowAnswer answer) {
        Map<String, @Nullable Object> view =
                members(
                        "verdict",
                        label(answer.verdict()),
                        "words",
                        answer.verdict().words(),
                        "firstTokenMillis",
                        answer.firstTokenNanos() / 1e6,
                        "usualMillis",
                        answer.usualNanos() / 1e6);
        switch (answer.verdict()) {
            case SlowVerdict.TimeOfDay _ -> {}
            case SlowVerdict.Ours ours -> view.put("ours", finding(ours.finding()));
            case SlowVerdict.Theirs theirs -> view.put("theirs", finding(theirs.finding()));
            case SlowVerdict.Both both -> {
                view.put("ours", finding(both.ours()));
                view.put("theirs", finding(both.theirs()));
            }
            case SlowVerdict.Unclear unclear ->
                    view.put("missing", unclear.missing().stream().map(SlowView::missing).toList());
        }
        view.put(
                "withoutHistory",
                answer.unjudged().stream()
                        .map(each ->
                                members(
                                        "endpoint", each.endpoint(),
                                        "calls", each.calls(),
                                        "knownSince",
                                                each.knownSinceMicros() == 0
                                                        ? null
                                                        : EndpointsView.text(
                                                                each.knownSinceMicros())))
                        .toList());
        view.put("evidence", evidence(answer.verdict().evidence()));
        return view;
    }

    private static String label(SlowVerdict verdict) {
        return switch (verdict) {
            case SlowVerdict.TimeOfDay _ -> "time_of_day";
            case SlowVerdict.Ours _ -> "ours";
            case SlowVerdict.Theirs _ -> "theirs";
            case SlowVerdict.Both _ -> "both";
            case SlowVerdict.Unclear _ -> "unclear";
        };
    }

    private static Object missing(Missing missing) {
        return members("kind", SeasonRoutes.label(missing.kind()), "words", missing.words());
    }

    private static Object finding(Finding finding) {
        return members(
                "kind", SeasonRoutes.label(finding.suspect().kind()),
                "name", finding.suspect().name(),
                "endpoints", finding.suspect().endpoints().stream().sorted().toList(),
                "since", EndpointsView.text(finding.sinceMicros()),
                "change", difference(finding.total()),
                "atTheSameSizeOfPrompts", difference(finding.residual()),
                "byPrompts", difference(finding.prompts()),
                "byRouting", Math.expm1(finding.routing()),
                "tokensBefore", finding.tokensBefore(),
                "tokensAfter", finding.tokensAfter());
    }

    private static Object difference(Difference difference) {
        return members(
                "estimate", Math.expm1(difference.estimate()),
                "low", Math.expm1(difference.low()),
                "high", Math.expm1(difference.high()),
                "treated", sample(difference.treated()),
                "control", sample(difference.control()),
                "controls", difference.controls());
    }

    private static Object sample(Difference.Sample sample) {
        return members(
                "callsBefore", sample.callsBefore(),
                "callsAfter", sample.callsAfter(),
                "slotsBefore", sample.slotsBefore(),
                "slotsAfter", sample.slotsAfter());
    }

    private static Object evidence(Evidence evidence) {
        return members(
                "zone", evidence.zone().getId(),
                "hour", EndpointsView.text(evidence.hourMicros()),
                "hourAgainstDay", Math.expm1(evidence.season()),
                "againstUsual", Math.expm1(evidence.residual()),
                "usualUpTo", Math.expm1(evidence.band()),
                "callsBefore", evidence.callsBefore(),
                "callsAfter", evidence.callsAfter(),
                "change",
                        members(
                                "raw", Math.expm1(evidence.shift().raw()),
                                "byHour", Math.expm1(evidence.shift().season()),
                                "byRouting", Math.expm1(evidence.shift().routing()),
                                "byPrompts", Math.expm1(evidence.shift().prompts()),
                                "else", Math.expm1(evidence.shift().residual())),
                "ranking", evidence.ranking().stream().map(SlowView::ranked).toList());
    }

    private static Object ranked(Ranked ranked) {
        return members(
                "dimension",
                ranked.dimension(),
                "surprise",
                ranked.surprise(),
                "elements",
                ranked.elements().stream()
                        .map(element ->
                                members(
                                        "value", element.value(),
                                        "explains", element.explains()))
                        .toList());
    }

    static List<Object> marks(List<Mark> marks) {
        return marks.stream()
                .map(mark ->
                        (Object)
                                members(
                                        "kind", SeasonRoutes.label(mark.kind()),
                                        "name", mark.name(),
                                        "at", EndpointsView.text(mark.wallMicros()),
                                        "features", mark.features().stream().sorted().toList()))
                .toList();
    }
}
