package dev.fleetward.control.likeness.live;

import dev.fleetward.core.region.likeness.FalseAlarms;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Verdict;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the comparisons of live traffic stand. Immutable.
///
/// @param trouble why it may not be the whole truth; null if it is
/// @param lines every comparison in every signal: differences first, then what is nearest to one
/// @param accepted differences that are taken for right, and told nobody
/// @param calls that were compared, by this process
/// @param callsNotKept those of them that a kill would lose
/// @param left calls that were not compared: more than are needed ([Enough]), or more than there
///   was room for
/// @param keptMicros when what is known was kept last, or −1
public record LiveReading(
        @Nullable String trouble,
        FalseAlarms allowed,
        int comparisons,
        List<LikenessBook.Line> lines,
        Set<Accepted> accepted,
        long calls,
        long callsNotKept,
        long left,
        long keptMicros) {
    public LiveReading {
        lines = List.copyOf(lines);
        accepted = Set.copyOf(accepted);
    }

    /// Before what was known is read.
    static LiveReading unknown(long missed) {
        return new LiveReading(
                "the control store has not told yet what was known",
                LiveLikeness.ALLOWED,
                0,
                List.of(),
                Set.of(),
                0,
                0,
                missed,
                -1);
    }

    public boolean isAccepted(LikenessBook.Line line) {
        Accepted key = Accepted.of(line);
        return key != null && accepted.contains(key);
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
