package dev.fleetward.core.quota;

import dev.fleetward.core.fair.Deadlines;
import dev.fleetward.core.snapshot.QueueBounds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All calls that wait: by deadline, and how many and how large of each feature. Confined to the
/// lock of its desk.
final class ParkedCalls {
    private final Deadlines<Parked> deadlines = new Deadlines<>();
    private final Map<String, Count> counts = new HashMap<>();

    private static final class Count {
        int calls;
        long bytes;
    }

    int size() {
        return deadlines.size();
    }

    int calls(String feature) {
        Count count = counts.get(feature);
        return count == null ? 0 : count.calls;
    }

    long bytes(String feature) {
        Count count = counts.get(feature);
        return count == null ? 0 : count.bytes;
    }

    /// Whether one more call of this size may wait.
    boolean hasRoom(String feature, QueueBounds bounds, long bytes) {
        Count count = counts.get(feature);
        return count == null
                ? bounds.calls() > 0 && bytes <= bounds.bytes()
                : count.calls < bounds.calls() && count.bytes + bytes <= bounds.bytes();
    }

    void add(Parked call) {
        deadlines.add(call);
        Count count = counts.computeIfAbsent(call.ask.feature().name(), name -> new Count());
        count.calls++;
        count.bytes += call.ask.bytes();
    }

    void remove(Parked call) {
        deadlines.remove(call);
        String feature = call.ask.feature().name();
        Count count = counts.get(feature);
        if (count != null) {
            count.calls--;
            count.bytes -= call.ask.bytes();
            if (count.calls == 0) {
                counts.remove(feature);
            }
        }
    }

    List<Parked> all() {
        return deadlines.all();
    }

    /// A call whose deadline has passed, or null; it stays where it is.
    @Nullable Parked overdue(long nowNanos) {
        if (deadlines.isEmpty()) {
            return null;
        }
        Parked first = deadlines.first();
        return first.deadlineNanos() - nowNanos <= 0 ? first : null;
    }
}
