package dev.fleetward.core.quota.starvation;

import dev.fleetward.core.view.QuotaView.Starvation;
import dev.fleetward.core.view.QuotaView.Starvation.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// One pool's readings of the last while. Confined like its [StarvationWatch].
final class PoolWatch {
    /// Since when a condition has held, by feature.
    private static final class Onsets {
        private final Map<String, Long> since = new HashMap<>();

        /// For how long it has held now, or −1 if it does not.
        long update(String feature, boolean holds, long nowNanos) {
            if (!holds) {
                since.remove(feature);
                return -1;
            }
            return nowNanos - since.computeIfAbsent(feature, _ -> nowNanos);
        }

        void retain(Set<String> features) {
            since.keySet().retainAll(features);
        }
    }

    /// @param excess tokens beyond the fair share; negative where it got less
    private record Flow(FlowReading reading, double fair, double excess) {}

    /// @param nanos the end of the time that the readings are of
    private record Tick(long nanos, Map<String, Flow> flows) {}

    private final String pool;
    private final Deque<Tick> ticks = new ArrayDeque<>();
    private final Onsets backlogged = new Onsets();
    private final Onsets starved = new Onsets();
    private final Onsets waiting = new Onsets();
    private final Onsets bloated = new Onsets();
    private final Onsets retrying = new Onsets();
    private long lastNanos = Long.MIN_VALUE;

    PoolWatch(String pool) {
        this.pool = pool;
    }

    List<Starvation> tick(List<FlowReading> readings, long nowNanos) {
        long now = Math.max(lastNanos, nowNanos);
        lastNanos = now;
        keep(readings, now);
        List<Starvation> found = new ArrayList<>();
        for (FlowReading reading : readings) {
            String feature = reading.feature();
            share(reading, backlogged.update(feature, reading.backlogged(), now), now, found);
            waits(reading, now, found);
            bloat(feature, now, found);
            retries(feature, now, found);
        }
        return found;
    }

    private void keep(List<FlowReading> readings, long now) {
        Map<String, Double> fair = FairShares.of(readings);
        Map<String, Flow> flows = new HashMap<>();
        for (FlowReading reading : readings) {
            double share = fair.getOrDefault(reading.feature(), 0.0);
            flows.put(reading.feature(), new Flow(reading, share, reading.servedTokens() - share));
        }
        ticks.addLast(new Tick(now, flows));
        while (ticks.size() > StarvationWatch.MOST_TICKS
                || now - ticks.getFirst().nanos() >= StarvationWatch.RATIO_NANOS) {
            ticks.removeFirst();
        }
        for (Onsets onsets : List.of(backlogged, starved, waiting, bloated, retrying)) {
            onsets.retain(flows.keySet());
        }
    }

    private void share(FlowReading reading, long waited, long now, List<Starvation> found) {
        String feature = reading.feature();
        double served = sum(feature, StarvationWatch.SHARE_NANOS, f -> f.reading().servedTokens());
        double fair = sum(feature, StarvationWatch.SHARE_NANOS, Flow::fair);
        boolean holds =
                waited >= StarvationWatch.SHARE_NANOS
                        && served < StarvationWatch.LEAST_SHARE * fair;
        long lasted = starved.update(feature, holds, now);
        if (holds) {
            String culprit = culprit(feature, StarvationWatch.SHARE_NANOS);
            found.add(
                    signal(
                            Kind.SHARE,
                            feature,
                            lasted + StarvationWatch.SHARE_NANOS,
                            culprit,
                            feature
                                    + " gets "
                                    + percent(served / fair)
                                    + " of its fair share of "
                                    + pool
                                    + " while its calls wait"
                                    + because(culprit)));
        }
    }

    private void waits(FlowReading reading, long now, List<Starvation> found) {
        String feature = reading.feature();
        double most = StarvationWatch.MOST_WAIT * reading.firstTokenNanos();
        boolean holds = reading.firstTokenNanos() > 0 && reading.waitP95Nanos() > most;
        long lasted = waiting.update(feature, holds, now);
        if (lasted >= StarvationWatch.WAIT_NANOS) {
            String culprit = culprit(feature, StarvationWatch.RATIO_NANOS);
            found.add(
                    signal(
                            Kind.WAIT,
                            feature,
                            lasted,
                            culprit,
                            "calls of "
                                    + feature
                                    + " wait "
                                    + millis(reading.waitP95Nanos())
                                    + " for "
                                    + pool
                                    + " (p95), of "
                                    + millis(reading.firstTokenNanos())
                                    + " until their first token"
                                    + because(culprit)));
        }
    }

    private void bloat(String feature, long now, List<Starvation> found) {
        double reserved =
                sum(feature, StarvationWatch.RATIO_NANOS, f -> f.reading().reservedTokens());
        double used = sum(feature, StarvationWatch.RATIO_NANOS, f -> f.reading().usedTokens());
        boolean holds =
                calls(feature) >= StarvationWatch.EVIDENCE
                        && used > 0
                        && reserved > StarvationWatch.MOST_BLOAT * used;
        long lasted = bloated.update(feature, holds, now);
        if (holds) {
            found.add(
                    signal(
                            Kind.BLOAT,
                            feature,
                            lasted,
                            feature,
                            feature
                                    + " reserves "
                                    + times(reserved / used)
                                    + " of "
                                    + pool
                                    + " what it uses: it declares more output than it needs"));
        }
    }

    private void retries(String feature, long now, List<Starvation> found) {
        double attempts = sum(feature, StarvationWatch.RATIO_NANOS, f -> f.reading().attempts());
        double calls = calls(feature);
        boolean holds =
                calls >= StarvationWatch.EVIDENCE
                        && attempts > StarvationWatch.MOST_RETRIES * calls;
        long lasted = retrying.update(feature, holds, now);
        if (holds) {
            found.add(
                    signal(
                            Kind.RETRIES,
                            feature,
                            lasted,
                            feature,
                            feature
                                    + " makes "
                                    + String.format(Locale.ROOT, "%.1f", attempts / calls)
                                    + " attempts per call at "
                                    + pool));
        }
    }

    private double calls(String feature) {
        return sum(feature, StarvationWatch.RATIO_NANOS, f -> f.reading().logicalCalls());
    }

    private double sum(String feature, long window, ToDoubleFunction<Flow> part) {
        double sum = 0;
        for (Tick tick : ticks) {
            Flow flow = lastNanos - tick.nanos() < window ? tick.flows().get(feature) : null;
            sum += flow == null ? 0 : part.applyAsDouble(flow);
        }
        return sum;
    }

    /// Who took the most beyond its fair share within the window; null if nobody but `victim` did.
    private @Nullable String culprit(String victim, long window) {
        Map<String, Double> excess = new HashMap<>();
        for (Tick tick : ticks) {
            if (lastNanos - tick.nanos() < window) {
                tick.flows()
                        .forEach((name, flow) -> excess.merge(name, flow.excess(), Double::sum));
            }
        }
        excess.remove(victim);
        return excess.entrySet().stream()
                .filter(entry -> entry.getValue() > 0.5)
                .max(
                        Map.Entry.<String, Double>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private Starvation signal(
            Kind kind, String feature, long lasted, @Nullable String culprit, String words) {
        return new Starvation(kind, pool, feature, lasted, culprit, words);
    }

    private static String because(@Nullable String culprit) {
        return culprit == null ? "" : "; " + culprit + " takes the most beyond its own";
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.1f times", ratio);
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
