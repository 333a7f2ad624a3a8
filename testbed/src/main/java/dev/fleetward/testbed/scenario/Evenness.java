package dev.fleetward.testbed.scenario;

import dev.fleetward.core.fair.ServiceWeights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds a desk to the bound of the Virtual Token Counter (Sheng et al., OSDI 2024, theorem 4.4):
/// what two features of one class are given by weight, while calls of both wait all along, differs
/// by at most 2U. U is the largest call and what a charge on admission may be wrong by: the output
/// that the two have under way at once. Over a time in which they got [#LONG] times that bound
/// together, equal weights have got equal service, within a tenth of it.
///
/// Only of features that neither keep nor are kept from anything: what a share bars waits for
/// another reason. Confined to one thread.
final class Evenness {
    private static final int LONG = 20;
    private static final double ROUNDING = 1;

    private final ServiceWeights weights;
    private final Map<String, Flow> flows = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private long compared;

    private static final class Flow {
        final int band;
        final int weight;
        int waiting;
        double served;
        double outputUnderWay;
        double largest;

        Flow(int band, int weight) {
            this.band = band;
            this.weight = weight;
        }
    }

    /// Two that both have calls waiting.
    private static final class Pair {
        final Flow one;
        final Flow other;
        final double oneBefore;
        final double otherBefore;
        double bound;

        Pair(Flow one, Flow other) {
            this.one = one;
            this.other = other;
            oneBefore = one.served;
            otherBefore = other.served;
        }

        boolean has(Flow flow) {
            return one == flow || other == flow;
        }
    }

    Evenness(ServiceWeights weights) {
        this.weights = weights;
    }

    /// A feature whose calls are all of one class.
    void watch(String feature, int band, int weight) {
        flows.put(feature, new Flow(band, weight));
    }

    /// A call of it has to wait.
    void came(Wish wish) {
        Flow flow = flows.get(wish.feature().name());
        if (flow == null) {
            return;
        }
        flow.largest = Math.max(flow.largest, declared(wish) / flow.weight);
        if (flow.waiting++ == 0) {
            for (Flow other : flows.values()) {
                if (other != flow && other.band == flow.band && other.waiting > 0) {
                    pairs.add(new Pair(flow, other));
                }
            }
        }
    }

    /// A call of it waits no more.
    void left(Wish wish) {
        Flow flow = flows.get(wish.feature().name());
        if (flow != null && --flow.waiting == 0) {
            pairs.removeIf(pair -> pair.has(flow));
        }
    }

    /// A call of it runs.
    void began(Wish wish) {
        Flow flow = flows.get(wish.feature().name());
        if (flow != null) {
            flow.served += (double) wish.service(weights) / flow.weight;
            flow.outputUnderWay += outputPart(wish) / flow.weight;
            flow.largest = Math.max(flow.largest, declared(wish) / flow.weight);
        }
    }

    /// It ended, with so much output.
    void ended(Wish wish, long output) {
        Flow flow = flows.get(wish.feature().name());
        if (flow != null) {
            long input = wish.inputTokens();
            double less = wish.service(weights) - weights.of(input, output, input);
            flow.served -= less / flow.weight;
            flow.outputUnderWay -= outputPart(wish) / flow.weight;
        }
    }

    private double declared(Wish wish) {
        return weights.of(wish.inputTokens(), wish.maxOutputTokens(), wish.inputTokens());
    }

    private double outputPart(Wish wish) {
        return weights.of(0, wish.maxOutputTokens(), wish.inputTokens());
    }

    /// What is wrong now, or null. Asked between events, when all is told that happened.
    @Nullable String broken() {
        for (Pair pair : pairs) {
            Flow one = pair.one;
            Flow other = pair.other;
            double largest = Math.max(one.largest, other.largest);
            double unsure = one.outputUnderWay + other.outputUnderWay;
            pair.bound = Math.max(pair.bound, 2 * (largest + unsure));
            double first = one.served - pair.oneBefore;
            double second = other.served - pair.otherBefore;
            compared++;
            if (Math.abs(first - second) > pair.bound + ROUNDING) {
                return String.format(
                        Locale.ROOT,
                        "two features that wait were given %.0f and %.0f by weight, and may differ by %.0f",
                        first,
                        second,
                        pair.bound);
            }
            double both = first + second;
            if (both > LONG * pair.bound && Math.abs(first - second) > both / 10) {
                return String.format(
                        Locale.ROOT, "equal weights were given %.0f and %.0f", first, second);
            }
        }
        return null;
    }

    /// How often two were compared.
    long compared() {
        return compared;
    }
}
