package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.minibatch.Outcome;
import dev.fleetward.testbed.minibatch.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What one run says. Immutable.
record Measurement(Experiment experiment, Run run, double horizonSeconds) {
    private static final double WARM_UP = 30;

    Map<Measure, Double> measures() {
        ServiceDifference difference =
                ServiceDifference.of(run.outcomes(), experiment.weights(), horizonSeconds);
        double[] waits = waits(run.outcomes());
        long tokens = 0;
        for (Outcome outcome : run.outcomes()) {
            if (!outcome.aborted()) {
                tokens += outcome.request().inputTokens() + outcome.request().outputTokens();
            }
        }
        Map<Measure, Double> found = new EnumMap<>(Measure.class);
        found.put(Measure.MAX_DIFFERENCE, difference.max());
        found.put(Measure.AVERAGE_DIFFERENCE, difference.average());
        found.put(Measure.VARIANCE, difference.variance());
        found.put(Measure.ACCUMULATED_DIFFERENCE, difference.accumulated());
        found.put(Measure.TOKENS_PER_SECOND, tokens / (run.totalNanos() / 1e9));
        found.put(Measure.FIRST_TOKEN_P50, percentile(waits, 0.50));
        found.put(Measure.FIRST_TOKEN_P90, percentile(waits, 0.90));
        found.put(Measure.ABORTED, (double) aborted(run.outcomes()));
        return found;
    }

    /// A line for each client.
    ///
    /// @param scheduler whose published numbers stand beside
    List<ClientLine> clients(String scheduler) {
        List<Double> unweighted = experiment.weights().stream().map(weight -> 1.0).toList();
        double[] service =
                ServiceDifference.served(run.outcomes(), unweighted, WARM_UP, horizonSeconds);
        List<ClientLine> lines = new ArrayList<>();
        for (int i = 0; i < service.length; i++) {
            int client = i;
            List<Outcome> mine =
                    run.outcomes().stream()
                            .filter(one -> one.request().client() == client)
                            .toList();
            String name = experiment.clients().get(i);
            lines.add(
                    new ClientLine(
                            name,
                            experiment.weights().get(i),
                            mine.size(),
                            aborted(mine),
                            backlogged(mine),
                            service[i] / (horizonSeconds - WARM_UP),
                            Arrays.stream(waits(mine)).average().orElse(Double.NaN),
                            Published.servicePerSecond(experiment.name(), scheduler, name),
                            Published.firstTokenSeconds(experiment.name(), scheduler, name)));
        }
        return lines;
    }

    private boolean backlogged(List<Outcome> mine) {
        for (double tick : ServiceDifference.ticks(horizonSeconds)) {
            if (mine.stream().noneMatch(outcome -> waits(outcome, tick))) {
                return false;
            }
        }
        return true;
    }

    private static boolean waits(Outcome outcome, double atSeconds) {
        return outcome.request().atNanos() <= atSeconds * 1e9
                && outcome.firstTokenNanos() > atSeconds * 1e9;
    }

    private static long aborted(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome::aborted).count();
    }

    /// Seconds from arrival to first token, in ascending order.
    private static double[] waits(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> !outcome.aborted())
                .mapToDouble(
                        outcome -> (outcome.firstTokenNanos() - outcome.request().atNanos()) / 1e9)
                .sorted()
                .toArray();
    }

    private static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
