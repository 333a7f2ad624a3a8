package dev.fleetward.control.likeness.live;

import dev.fleetward.core.region.likeness.FalseAlarms;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the comparisons of live traffic stand. Immutable.
///
/// @param trouble why it may not be the whole truth; null if it is
/// @param lines every comparison in every signal: differences first, then what is nearest to one
/// @param calls that were compared, by this process
/// @param callsNotKept those of them that a kill would lose
/// @param left calls that were not compared for want of room: of comparisons, or of a place to wait
/// @param keptMicros when what is known was kept last, or −1
public record LiveReading(
        @Nullable String trouble,
        FalseAlarms allowed,
        int comparisons,
        List<LikenessBook.Line> lines,
        long calls,
        long callsNotKept,
        long left,
        long keptMicros) {
    public LiveReading {
        lines = List.copyOf(lines);
    }

    /// Whether a difference in a signal speaks for another model. Regions differ in speed by their
    /// load.
    public static boolean tells(Signal signal) {
        return signal != Signal.SPEED;
    }

    /// How near to an alarm: 1 and more is one; negative where there is no evidence yet.
    static double nearness(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Gathering _ -> Double.NEGATIVE_INFINITY;
            case Verdict.NotShown(Signal _, var evidence) ->
                    Math.min(0.999, evidence.logE() / -Math.log(evidence.alpha()));
            case Verdict.Different(Signal _, var evidence) ->
                    1 + evidence.logE() / -Math.log(evidence.alpha());
        };
    }
}
