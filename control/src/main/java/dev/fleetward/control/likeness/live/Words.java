package dev.fleetward.control.likeness.live;

import dev.fleetward.control.region.KeptFinding;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Verdict;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Differences that live traffic shows, in words. Stateless.
final class Words {
    private Words() {}

    /// An endpoint's first difference of a day is told; they would repeat each other.
    ///
    /// @param unlike which region it is held against, or null if that is not known
    /// @param sent the model's name as it is sent to an endpoint
    /// @param wallMicros of the call that completed the evidence
    static KeptFinding kept(
            LikenessBook.Finding finding,
            @Nullable String unlike,
            Function<String, Optional<String>> sent,
            long wallMicros) {
        String about = about(finding, unlike);
        Answerer answerer = Answerer.ofLabel(about);
        long day = Math.floorDiv(wallMicros, TimeUnit.DAYS.toMicros(1));
        return new KeptFinding(
                KeptFinding.Kind.UNLIKE,
                new Cell(
                        sent.apply(answerer.endpoint()).orElse(finding.stream().model()),
                        answerer.region(),
                        answerer.endpoint()),
                LocalDate.ofEpochDay(day).toString(),
                null,
                wallMicros,
                "",
                sentence(finding, unlike, about));
    }

    /// Whose finding it is; where two regions differ and neither is known to have changed, the one
    /// that came to be known later.
    private static String about(LikenessBook.Finding finding, @Nullable String unlike) {
        if (unlike != null) {
            return unlike;
        }
        return finding.other() == null ? finding.region() : finding.other();
    }

    private static String sentence(
            LikenessBook.Finding finding, @Nullable String unlike, String about) {
        String other = finding.other();
        String against =
                other == null ? "itself before" : about.equals(other) ? finding.region() : other;
        return about
                + " answers unlike "
                + against
                + (unlike == null ? " (either may have changed)" : "")
                + ", as calls of "
                + finding.stream().feature()
                + " to "
                + finding.stream().model()
                + " show, prompts "
                + finding.stream().promptBucket()
                + ": "
                + numbers(finding)
                + ".";
    }

    /// The second sample first: the other region's, or now's.
    private static String numbers(LikenessBook.Finding finding) {
        Verdict.Different shown = finding.verdict();
        Signal signal = shown.signal();
        return signal.label()
                + (signal.isNumber() ? ", share above the median: " : ": ")
                + String.format(
                        Locale.ROOT,
                        "%s of %s against %s of %s within %d d, e = %.3g, alarm at %.3g, at no cost",
                        shown.evidence().second(),
                        finding.other() == null ? "now" : finding.other(),
                        shown.evidence().first(),
                        finding.other() == null ? "then" : finding.region(),
                        shown.evidence().days(),
                        shown.evidence().eValue(),
                        1 / shown.evidence().alpha());
    }
}
