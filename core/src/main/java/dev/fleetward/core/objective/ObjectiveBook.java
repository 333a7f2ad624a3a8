package dev.fleetward.core.objective;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.objective.Holder.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All levels of a fleet and what became of them. Confined. Times are wall microseconds; what a
/// clock that jumps does is said in [CountRing].
///
/// Memory is bounded: some 40 kB per level, whatever the traffic.
public final class ObjectiveBook {
    private final List<ServiceLevel> levels;
    private final List<LevelTrack> tracks = new ArrayList<>();
    private final Map<Holder, List<LevelTrack>> byHolder = new HashMap<>();

    /// Knows no event yet.
    public ObjectiveBook(List<ServiceLevel> levels) {
        this.levels = List.copyOf(levels);
        for (ServiceLevel level : levels) {
            LevelTrack track = new LevelTrack(level);
            tracks.add(track);
            byHolder.computeIfAbsent(level.holder(), _ -> new ArrayList<>(4)).add(track);
        }
    }

    public List<ServiceLevel> levels() {
        return levels;
    }

    /// Counts a closed event wherever it counts: for the feature and the route that was asked for
    /// if it ended its call, for the endpoint if it was an attempt.
    public void count(CallEvent event, long nowMicros) {
        Target target = event.target();
        if (event.outcome().last()) {
            count(Kind.FEATURE, event.who().feature(), event, nowMicros);
            String asked = target.fallbackOf();
            count(Kind.ROUTE, asked == null ? target.route() : asked, event, nowMicros);
        }
        count(Kind.ENDPOINT, target.endpoint(), event, nowMicros);
    }

    private void count(Kind kind, @Nullable String name, CallEvent event, long nowMicros) {
        if (name == null) {
            return;
        }
        for (LevelTrack track : byHolder.getOrDefault(new Holder(kind, name), List.of())) {
            switch (Verdict.of(track.level, event)) {
                case GOOD -> track.add(endedMicros(event), new Counts(1, 0), nowMicros);
                case BAD -> track.add(endedMicros(event), new Counts(1, 1), nowMicros);
                case NOT_COUNTED -> {}
            }
        }
    }

    /// When it ended; when it was accepted, if nobody knows.
    private static long endedMicros(CallEvent event) {
        Timing timing = event.timing();
        return timing.acceptedWallMicros() + Math.max(0, timing.settled()) / 1_000;
    }

    /// Counts a complaint for the success of the holders of one kind, at the end of its call. Times
    /// stand as they were measured.
    public void complained(Kind kind, Complained call, long nowMicros) {
        String name = call.of(kind);
        if (name == null || call.adds().equals(Counts.NONE)) {
            return;
        }
        for (LevelTrack track : byHolder.getOrDefault(new Holder(kind, name), List.of())) {
            if (track.level.measure() == Measure.SUCCESS) {
                track.add(call.endedMicros(), call.adds(), nowMicros);
            }
        }
    }

    /// Adds what was counted elsewhere; a level that the book does not hold is passed over.
    public void add(ServiceLevel level, long atMicros, Counts counts, long nowMicros) {
        for (LevelTrack track : byHolder.getOrDefault(level.holder(), List.of())) {
            if (track.level.equals(level)) {
                track.add(atMicros, counts, nowMicros);
            }
        }
    }

    /// Adds all events of a book of the same levels.
    public void absorb(ObjectiveBook other, long nowMicros) {
        if (!levels.equals(other.levels)) {
            throw new IllegalArgumentException("a book of other levels");
        }
        for (int i = 0; i < tracks.size(); i++) {
            tracks.get(i).absorb(other.tracks.get(i), nowMicros);
        }
    }

    /// Sets alarms on and off. Called at least once a minute.
    public void evaluate(long nowMicros) {
        tracks.forEach(track -> track.evaluate(nowMicros));
    }

    /// The same for the levels of one kind of holder.
    public void evaluate(Kind kind, long nowMicros) {
        for (LevelTrack track : tracks) {
            if (track.level.holder().kind() == kind) {
                track.evaluate(nowMicros);
            }
        }
    }

    /// How all levels stand, in their order.
    public List<Standing> standings(long nowMicros) {
        return tracks.stream().map(track -> track.standing(nowMicros)).toList();
    }
}
