package dev.fleetward.core.quota.starvation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each feature should have got of what was served: max-min fairness by weight. Who was not
/// backlogged wanted no more than it got; who was, could have used any amount. Stateless.
final class FairShares {
    private FairShares() {}

    /// Tokens by feature; they add up to what was served unless nobody was backlogged.
    static Map<String, Double> of(List<FlowReading> readings) {
        double rest = readings.stream().mapToDouble(FlowReading::servedTokens).sum();
        Map<String, Double> fair = new HashMap<>();
        List<FlowReading> open = new ArrayList<>(readings);
        boolean settled = true;
        while (settled && !open.isEmpty()) {
            double level = rest / open.stream().mapToDouble(FlowReading::weight).sum();
            settled = false;
            for (FlowReading flow : List.copyOf(open)) {
                if (!flow.backlogged() && flow.servedTokens() <= level * flow.weight()) {
                    fair.put(flow.feature(), (double) flow.servedTokens());
                    rest -= flow.servedTokens();
                    open.remove(flow);
                    settled = true;
                }
            }
        }
        double weights = open.stream().mapToDouble(FlowReading::weight).sum();
        for (FlowReading flow : open) {
            fair.put(flow.feature(), Math.max(0, rest) * flow.weight() / weights);
        }
        return fair;
    }
}
