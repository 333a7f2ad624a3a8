package dev.fleetward.core.season.work;

import dev.fleetward.core.season.DeferralPlan;
import dev.fleetward.core.season.LoadCurve;
import dev.fleetward.core.season.SeasonPlan.Move;
import dev.fleetward.core.season.work.Coming.Moves;
import dev.fleetward.core.season.work.Coming.Stays;
import dev.fleetward.core.season.work.Coming.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is expected of one source in the day to come, and when its work that can wait is to run.
/// Immutable.
///
/// @param fromMicros where the first of its [#HOURS] begins
/// @param capacity null where nothing ran there and nobody said what it bears
/// @param curve what load does to interactive calls' first token; null where too little was seen
/// @param curveHours of which the curve was learned
/// @param days on which anything was recorded
/// @param weeks the fewest weeks that tell of one of the hours; 0 where some are known by the day
///   alone
/// @param unknownHours hours of which nothing tells
/// @param work by hour, then by feature and endpoint
/// @param day the hours with and without the move, in shares of the capacity; null where nothing
///   can be foretold
public record WorkPlan(
        Source source,
        long fromMicros,
        @Nullable Capacity capacity,
        @Nullable LoadCurve curve,
        int curveHours,
        int days,
        int weeks,
        int unknownHours,
        List<Coming> work,
        @Nullable DeferralPlan day) {
    public static final int HOURS = 24;

    /// Hours that are looked at, so that the work of the last ones has somewhere to go.
    public static final int LOOKED_AT = HOURS + 12;

    public WorkPlan {
        work = List.copyOf(work);
    }

    /// @param fromMicros where an hour begins, at most six days from now
    public static WorkPlan of(Source source, WorkHistory history, long fromMicros, long nowMicros) {
        return new Planning(source, history, fromMicros, nowMicros).plan();
    }

    /// What each of its endpoints is to do with the work of which feature, as the data path follows
    /// it.
    public Map<String, Map<String, List<Move>>> moves() {
        Map<String, Map<String, List<Move>>> moves = new HashMap<>();
        for (Coming each : work) {
            List<Move> its = moves(each);
            if (!its.isEmpty()) {
                moves.computeIfAbsent(each.endpoint(), _ -> new HashMap<>())
                        .computeIfAbsent(each.feature(), _ -> new ArrayList<>())
                        .addAll(its);
            }
        }
        return moves;
    }

    private static List<Move> moves(Coming work) {
        return switch (work.fate()) {
            case Moves moves ->
                    moves.parts().stream()
                            .map(part ->
                                    new Move(
                                            work.hourMicros(),
                                            Rooms.leastMicros(work.deadlineMicros()),
                                            part.startMicros(),
                                            part.share()))
                            .toList();
            case Stays stays ->
                    stays.why() == Why.BEST_HERE
                            ? List.of(
                                    new Move(
                                            work.hourMicros(),
                                            Rooms.leastMicros(work.deadlineMicros()),
                                            work.hourMicros(),
                                            1))
                            : List.of();
        };
    }

    /// By how much, at most, first tokens rise with the load that was seen, such as 0.5; empty
    /// where that is not known.
    public @Nullable Double rise() {
        LoadCurve known = curve;
        return known == null
                ? null
                : known.points().getLast().firstTokenNanos()
                                / known.points().getFirst().firstTokenNanos()
                        - 1;
    }
}
