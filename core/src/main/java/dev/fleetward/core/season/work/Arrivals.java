package dev.fleetward.core.season.work;

import dev.fleetward.core.season.work.SeenHour.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts work that was told to come back where it came first, so that what was planned yesterday is
/// not taken for when work comes. Which calls came back nobody knows: of a feature's calls in an
/// hour, as many are taken for such as were told to within a day before and are not yet accounted
/// for, the first ones first. Stateless.
final class Arrivals {
    private static final long DAY = 86_400_000_000L;

    private Arrivals() {}

    /// Confined to one reckoning.
    private static final class Owed {
        final HeldHour held;
        double calls;

        Owed(HeldHour held) {
            this.held = held;
            this.calls = held.calls();
        }
    }

    /// @param seen in the order of their hours
    static List<SeenHour> restored(List<SeenHour> seen, List<HeldHour> held) {
        Map<String, Deque<Owed>> owed = new HashMap<>();
        held.stream()
                .sorted(Comparator.comparingLong(HeldHour::hourMicros))
                .forEach(each ->
                        owed.computeIfAbsent(each.feature(), _ -> new ArrayDeque<>())
                                .add(new Owed(each)));
        List<SeenHour> restored = new ArrayList<>();
        for (SeenHour each : seen) {
            Deque<Owed> of = owed.get(each.feature());
            if (of == null || each.kind() != Kind.WAITS) {
                restored.add(each);
            } else {
                restore(each, of, restored);
            }
        }
        return restored;
    }

    private static void restore(SeenHour seen, Deque<Owed> owed, List<SeenHour> restored) {
        while (!owed.isEmpty()
                && (owed.getFirst().held.hourMicros() < seen.hourMicros() - DAY
                        || owed.getFirst().calls <= 0)) {
            owed.removeFirst();
        }
        double calls = seen.use().calls();
        double left = calls;
        for (Owed each : owed) {
            if (each.held.hourMicros() >= seen.hourMicros() || left <= 0) {
                break;
            }
            double back = Math.min(each.calls, left);
            if (back > 0) {
                each.calls -= back;
                left -= back;
                restored.add(
                        seen.at(
                                each.held.hourMicros(),
                                seen.use().times(back / calls),
                                each.held.deadlineMicros()));
            }
        }
        if (left > 0) {
            restored.add(
                    new SeenHour(
                            seen.hourMicros(),
                            seen.endpoint(),
                            seen.feature(),
                            seen.kind(),
                            seen.use().times(left / calls),
                            seen.answers(),
                            seen.firstTokenNanos(),
                            seen.deadlineMicros()));
        }
    }
}
