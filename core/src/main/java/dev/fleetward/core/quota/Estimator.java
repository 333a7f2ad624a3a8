package dev.fleetward.core.quota;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.view.FlowEstimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What calls are expected to use, learned per feature and route from what earlier ones used: the
/// second ledger beside what the provider deducts. Output is what nine of ten recent calls stayed
/// within, input is the estimate corrected by how wrong it was. Confined to the lock of its desk.
///
/// Invariants, for every estimate:
/// 1. Output is never expected to be more than the declared maximum, and nothing is negative.
/// 2. The declared maximum is never touched: it is what the provider deducts.
/// 3. The correction of input stays within a factor of four.
final class Estimator {
    /// How many flows are remembered; the least recently used is forgotten.
    static final int FLOWS = 4_096;

    /// Before so many outputs are known, what the call declares stands.
    static final int LEAST_SAMPLES = 8;

    static final long ONE = 1_000_000;
    static final long LEAST_RATIO = ONE / 4;
    static final long MOST_RATIO = 4 * ONE;

    private static final int OUTPUT_PERCENT = 90;
    private static final int ERROR_PERCENT = 95;
    private static final int SMOOTHED_OVER = 16;

    private record Key(String feature, String route) {}

    /// What is known of one flow. Below a kilobyte.
    private static final class Flow {
        final OrderedValues outputs = new OrderedValues();
        final RecentValues errors = new RecentValues();
        long ratio = ONE;
        long samples;
    }

    private final LinkedHashMap<Key, Flow> flows =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Flow> eldest) {
                    return size() > FLOWS;
                }
            };

    /// The estimate of a call, corrected by what is known of its like.
    Estimate corrected(String feature, String route, Estimate declared) {
        Flow flow = flows.get(new Key(feature, route));
        if (flow == null) {
            return declared;
        }
        // Rounded up: a token too few, call after call, ends in a 429.
        long input = Math.ceilDiv(declared.inputTokens() * flow.ratio, ONE);
        if (flow.outputs.count() < LEAST_SAMPLES) {
            return new Estimate(input, declared.outputTokens(), declared.maxOutputTokens());
        }
        long most = declared.maxOutputTokens();
        return new Estimate(
                input,
                Math.min(flow.outputs.within(OUTPUT_PERCENT), most),
                most,
                Math.min(flow.outputs.mean(), most));
    }

    /// Learns from a call that ran to its end. Only what a provider reported as final counts.
    ///
    /// @param declared its estimate as it came
    /// @param expected the same, corrected
    void learn(String feature, String route, Estimate declared, Estimate expected, Usage usage) {
        if (!usage.isFinal()) {
            return;
        }
        Flow flow = flows.computeIfAbsent(new Key(feature, route), key -> new Flow());
        long input = usage.totalInput();
        long output = usage.totalOutput();
        flow.samples++;
        flow.outputs.add(output);
        flow.errors.add(input + output - expected.inputTokens() - expected.outputTokens());
        if (declared.inputTokens() > 0) {
            long seen = Math.clamp(ratio(input, declared.inputTokens()), LEAST_RATIO, MOST_RATIO);
            flow.ratio += (seen - flow.ratio) / Math.min(flow.samples, SMOOTHED_OVER);
        }
    }

    private static long ratio(long real, long estimated) {
        return real >= Long.MAX_VALUE / ONE ? MOST_RATIO : real * ONE / estimated;
    }

    /// What is known of the flows that were used last, the last one first.
    List<FlowEstimate> view(int most) {
        return flows.reversed().entrySet().stream()
                .limit(most)
                .map(each -> view(each.getKey(), each.getValue()))
                .toList();
    }

    private static FlowEstimate view(Key key, Flow flow) {
        return new FlowEstimate(
                key.feature,
                key.route,
                flow.samples,
                flow.ratio,
                flow.outputs.count() < LEAST_SAMPLES ? -1 : flow.outputs.within(OUTPUT_PERCENT),
                flow.errors.mean(),
                flow.errors.amountWithin(ERROR_PERCENT));
    }
}
