package dev.fleetward.core.season.slow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which endpoints answer, and are slower than is usual at this hour. Confined to its owner's
/// thread.
///
/// Looked at is the last quarter of an hour, or the last hour where there were fewer than
/// [#ENOUGH_CALLS] in it. An endpoint becomes slow where its first tokens are beyond the band of
/// their hour by a further 10%, and each slot that has some calls is beyond the band as well, so
/// that one bad minute is none. It is slow until they are within the band again, or until hardly
/// anybody calls it.
public final class SlowEndpoints {
    public static final long ENOUGH_CALLS = 100;

    /// How far back cells are needed.
    public static final long LONGEST_MICROS = 3_600_000_000L;

    private static final long SHORTEST_MICROS = 900_000_000L;
    private static final long SOME_CALLS = 10;
    private static final long FEWEST_CALLS = 20;

    private final Map<String, Long> since = new HashMap<>();

    /// One endpoint that is slow. Immutable.
    ///
    /// @param observed the typical first token, in the unit of the cells
    /// @param usual the same as is usual at this hour
    /// @param residual how far it lies above, as a logarithm
    /// @param band what is usual, as a logarithm
    /// @param windowMicros what was looked at
    /// @param features those that called it
    public record Slow(
            String endpoint,
            long sinceMicros,
            double observed,
            double usual,
            double residual,
            double band,
            long calls,
            long windowMicros,
            Set<String> features) {
        public Slow {
            features = Set.copyOf(features);
        }
    }

    /// @param cells those of the last hour, at least
    public List<Slow> look(List<ResidualCell> cells, long nowMicros) {
        Map<String, List<ResidualCell>> byEndpoint = new TreeMap<>();
        for (ResidualCell cell : cells) {
            if (isWithin(LONGEST_MICROS, cell, nowMicros)) {
                byEndpoint
                        .computeIfAbsent(cell.cohort().endpoint(), _ -> new ArrayList<>())
                        .add(cell);
            }
        }
        since.keySet().retainAll(byEndpoint.keySet());
        List<Slow> slow = new ArrayList<>();
        byEndpoint.forEach((endpoint, own) -> {
            Sums sums = new Sums(SHORTEST_MICROS);
            sums.add(own, nowMicros);
            if (sums.calls < ENOUGH_CALLS) {
                sums = new Sums(LONGEST_MICROS);
                sums.add(own, nowMicros);
            }
            if (isSlow(endpoint, sums, nowMicros)) {
                slow.add(sums.of(endpoint, since.getOrDefault(endpoint, nowMicros)));
            }
        });
        return slow;
    }

    /// Whether a part of its slot is.
    private static boolean isWithin(long window, ResidualCell cell, long nowMicros) {
        return cell.wallMicros() + ResidualCell.SLOT_MICROS > nowMicros - window;
    }

    private boolean isSlow(String endpoint, Sums sums, long nowMicros) {
        if (since.containsKey(endpoint)) {
            if (sums.calls < FEWEST_CALLS || sums.residual() <= sums.band()) {
                since.remove(endpoint);
                return false;
            }
            return true;
        }
        if (sums.calls >= ENOUGH_CALLS
                && sums.residual() > sums.band() + Rules.MATERIAL
                && sums.isThroughout()) {
            since.put(endpoint, nowMicros);
            return true;
        }
        return false;
    }

    /// Over the cells of a window.
    private static final class Sums {
        private final long window;
        private final Set<String> features = new HashSet<>();
        private final Map<Long, Sums> slots = new HashMap<>();
        private long calls;
        private double residual;
        private double band;
        private double observed;
        private double usual;

        Sums(long window) {
            this.window = window;
        }

        void add(List<ResidualCell> cells, long nowMicros) {
            for (ResidualCell cell : cells) {
                if (isWithin(window, cell, nowMicros)) {
                    add(cell);
                    slots.computeIfAbsent(cell.slot(), _ -> new Sums(0)).add(cell);
                }
            }
        }

        private void add(ResidualCell cell) {
            calls += cell.calls();
            residual += cell.calls() * cell.residual();
            band += cell.calls() * cell.band();
            observed += cell.calls() * Math.log(cell.observed());
            usual += cell.calls() * Math.log(cell.baseline());
            features.add(cell.cohort().feature());
        }

        double residual() {
            return residual / Math.max(calls, 1);
        }

        double band() {
            return band / Math.max(calls, 1);
        }

        boolean isThroughout() {
            List<Sums> told =
                    slots.values().stream().filter(slot -> slot.calls >= SOME_CALLS).toList();
            return told.size() >= 2
                    && told.stream().allMatch(slot -> slot.residual() > slot.band());
        }

        Slow of(String endpoint, long sinceMicros) {
            return new Slow(
                    endpoint,
                    sinceMicros,
                    Math.exp(observed / calls),
                    Math.exp(usual / calls),
                    residual(),
                    band(),
                    calls,
                    window,
                    features);
        }
    }
}
