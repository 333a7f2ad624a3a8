package dev.fleetward.core.region;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Which endpoints answered from outside a zone and are kept from its calls for that.
///
/// 1. The first answer from outside takes the endpoint out. Nothing that happened before it came
///    back takes it out again.
/// 2. It comes back after [#CLEAN_ANSWERS] answers in a row that name a region inside its zone, and
///    not before a pause after the last one from outside: [#FIRST_PAUSE_MICROS], twice as long each
///    further time, [#LONGEST_PAUSE_MICROS] at most.
/// 3. Whoever vouches for it has it back at once, and its past is forgotten.
///
/// Clean answers are counted by this book alone: one that is made of rows counts anew. Confined to
/// its owner.
public final class StrayBook {
    public static final int CLEAN_ANSWERS = 10;
    public static final long FIRST_PAUSE_MICROS = TimeUnit.MINUTES.toMicros(10);
    public static final long LONGEST_PAUSE_MICROS = TimeUnit.DAYS.toMicros(1);

    /// Endpoints and regions that are remembered. What is beyond takes nobody out.
    public static final int MOST = 1_000;

    /// Regions of one endpoint: providers name them, and might name many.
    public static final int MOST_REGIONS = 16;

    /// How long it is remembered that one was out.
    static final long REMEMBERED_MICROS = TimeUnit.DAYS.toMicros(30);

    private record Key(String endpoint, String region) {
        static Key of(String endpoint, String region) {
            return new Key(endpoint, Geography.key(region));
        }
    }

    private final Map<Key, Stray> strays = new LinkedHashMap<>();
    private final Map<String, Integer> clean = new LinkedHashMap<>();

    /// Adds what was kept; what this book saw itself is newer.
    public void restore(Collection<Stray> kept) {
        kept.forEach(it -> strays.putIfAbsent(Key.of(it.endpoint(), it.region()), it));
    }

    /// All that are remembered.
    public List<Stray> all() {
        return List.copyOf(strays.values());
    }

    /// Answers in a row from inside its zone since the endpoint left it last.
    public int cleanAnswers(String endpoint) {
        return clean.getOrDefault(endpoint, 0);
    }

    /// When an endpoint can be back at the earliest.
    public static long soonest(Stray stray) {
        int doublings = Math.min(stray.times() - 1, 20);
        return stray.lastWallMicros()
                + Math.min(LONGEST_PAUSE_MICROS, FIRST_PAUSE_MICROS << Math.max(0, doublings));
    }

    /// An endpoint answered from a region where the call was not to be served.
    ///
    /// @return what is now out and was not before
    public Optional<Stray> left(String endpoint, String region, String callId, long wallMicros) {
        Key key = Key.of(endpoint, region);
        Stray known = strays.get(key);
        if (known == null) {
            forget(wallMicros);
            if (strays.size() >= MOST || regions(endpoint) >= MOST_REGIONS) {
                return Optional.empty();
            }
            clean.remove(endpoint);
            Stray first = new Stray(endpoint, region, callId, wallMicros, wallMicros, 1, -1);
            strays.put(key, first);
            return Optional.of(first);
        }
        if (known.isOut()) {
            if (wallMicros > known.lastWallMicros()) {
                clean.remove(endpoint);
                strays.put(key, known.seenAt(wallMicros));
            }
            return Optional.empty();
        }
        if (wallMicros <= known.backWallMicros()) {
            return Optional.empty();
        }
        clean.remove(endpoint);
        Stray again = known.again(callId, wallMicros);
        strays.put(key, again);
        return Optional.of(again);
    }

    private long regions(String endpoint) {
        return strays.keySet().stream().filter(it -> it.endpoint().equals(endpoint)).count();
    }

    private void forget(long now) {
        strays.values()
                .removeIf(it -> !it.isOut() && it.backWallMicros() < now - REMEMBERED_MICROS);
    }

    /// An endpoint named a region inside its own zone.
    ///
    /// @return what is back by that
    public List<Stray> within(String endpoint, long wallMicros) {
        List<Stray> out = outOf(endpoint);
        if (out.isEmpty() || out.stream().anyMatch(it -> wallMicros <= it.lastWallMicros())) {
            return List.of(); // It was answered before the endpoint left.
        }
        int inARow = clean.merge(endpoint, 1, Integer::sum);
        if (inARow < CLEAN_ANSWERS) {
            return List.of();
        }
        List<Stray> back = new ArrayList<>();
        for (Stray each : out) {
            if (wallMicros >= soonest(each)) {
                back.add(put(each.backAt(wallMicros, each.times())));
            }
        }
        if (back.size() == out.size()) {
            clean.remove(endpoint);
        }
        return back;
    }

    /// Somebody vouches for the endpoint.
    ///
    /// @return what is back by that
    public List<Stray> vouch(String endpoint, long wallMicros) {
        clean.remove(endpoint);
        List<Stray> back = new ArrayList<>();
        for (Stray each : outOf(endpoint)) {
            back.add(put(each.backAt(Math.max(wallMicros, each.lastWallMicros()), 0)));
        }
        return back;
    }

    private Stray put(Stray stray) {
        strays.put(Key.of(stray.endpoint(), stray.region()), stray);
        return stray;
    }

    private List<Stray> outOf(String endpoint) {
        return strays.values().stream()
                .filter(it -> it.isOut() && it.endpoint().equals(endpoint))
                .toList();
    }
}
