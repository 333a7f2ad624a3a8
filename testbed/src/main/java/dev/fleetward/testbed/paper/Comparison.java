package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.minibatch.MiniBatchServer;
import dev.fleetward.testbed.minibatch.Request;
import dev.fleetward.testbed.minibatch.Run;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Serves an experiment under each scheduler on the paper's server, an A10G with Llama-2-7B and
/// 10,000 tokens of memory, and holds what comes out against what is published and promised.
/// Stateless.
///
/// The metric is chaotic: when a step takes a thousandth longer, another request is the first that
/// does not fit, and from there on everything is different. One run says little, so each scheduler
/// has several, which differ in nothing but the jitter of the steps, and what is compared is their
/// mean. What must hold always must hold in each of them.
public final class Comparison {
    private static final Profile SERVER = Profile.A10G_7B;

    /// Until when the metric counts, however long the arrivals go on: so the paper's script does.
    private static final double HORIZON_SECONDS = 600;

    private Comparison() {}

    /// @param runs of each scheduler, at least one
    public static Report of(Experiment experiment, int runs, long seed) {
        List<SchedulerLine> lines = new ArrayList<>();
        for (Contender contender : Contender.all()) {
            lines.add(line(experiment, contender, runs, seed));
        }
        double bound = bound(experiment);
        List<Gate> gates = Gates.of(experiment, lines, bound);
        return new Report(
                experiment.name(),
                experiment.clients().size(),
                experiment.requests().size(),
                HORIZON_SECONDS,
                runs,
                seed,
                bound,
                gates.stream().allMatch(Gate::held),
                gates,
                lines);
    }

    /// 2U, with U the larger of the longest input's service and that of a memory full of output. In
    /// service divided by weight it is largest for the smallest weight.
    private static double bound(Experiment experiment) {
        long u =
                Math.max(
                        Request.INPUT_WEIGHT * experiment.longestInput(),
                        Request.OUTPUT_WEIGHT * SERVER.kvTokens());
        return 2 * u / experiment.weights().stream().mapToDouble(weight -> weight).min().orElse(1);
    }

    private static SchedulerLine line(
            Experiment experiment, Contender contender, int runs, long seed) {
        Map<Measure, Double> sum = new EnumMap<>(Measure.class);
        Map<Measure, Double> lowest = new EnumMap<>(Measure.class);
        Map<Measure, Double> highest = new EnumMap<>(Measure.class);
        double gap = 0;
        List<ClientLine> clients = List.of();
        for (int i = 0; i < runs; i++) {
            Run run =
                    new MiniBatchServer(
                                    SERVER,
                                    experiment.weightsArray(),
                                    contender.start().apply(experiment),
                                    seed + i)
                            .serve(experiment.requests());
            Measurement measurement = new Measurement(experiment, run, HORIZON_SECONDS);
            measurement
                    .measures()
                    .forEach((measure, value) -> {
                        sum.merge(measure, value, Double::sum);
                        lowest.merge(measure, value, Math::min);
                        highest.merge(measure, value, Math::max);
                    });
            gap = Math.max(gap, run.backlogGap());
            if (i == 0) {
                clients = measurement.clients(contender.name());
            }
        }
        sum.replaceAll((measure, value) -> value / runs);
        return new SchedulerLine(
                contender.name(),
                sum,
                lowest,
                highest,
                Published.of(experiment.name(), contender.name()),
                gap,
                contender.bounded(),
                clients);
    }
}
