package dev.fleetward.testbed.paper;

import static dev.fleetward.testbed.paper.Measure.ACCUMULATED_DIFFERENCE;
import static dev.fleetward.testbed.paper.Measure.AVERAGE_DIFFERENCE;
import static dev.fleetward.testbed.paper.Measure.TOKENS_PER_SECOND;

import dev.fleetward.testbed.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What must hold of an experiment's results: on every one the theorem's bound; beside published
/// values, only on numbers that a simulation of the server can reproduce at all. The average
/// difference of fair schedulers on equal lengths is not among them: there the requests lock into
/// phase, and the least change of a step's time decides what a window sees. Synthetic experiments
/// have one or two lengths, so they sit at one point of the engine's cost profile, and there its
/// linear fit may be off by its largest error. Confined to one thread.
final class Gates {
    private static final double DIFFERENCE = 0.10;
    private static final double THROUGHPUT = 0.05;
    private static final double FIT = 0.10;
    private static final double NOISE = 0.005;
    private static final double RATIO = 0.05;
    private static final List<String> REPRODUCED =
            List.of(Contender.FCFS, Contender.LCF, Contender.VTC, Contender.ORACLE);

    private final List<SchedulerLine> lines;
    private final List<Gate> gates = new ArrayList<>();

    private Gates(List<SchedulerLine> lines) {
        this.lines = lines;
    }

    static List<Gate> of(Experiment experiment, List<SchedulerLine> lines, double bound) {
        Gates gates = new Gates(lines);
        lines.forEach(line -> gates.bound(line, bound));
        if (experiment.name().equals("real")) {
            gates.realTrace();
        } else {
            gates.synthetic();
        }
        if (experiment.weighted()) {
            gates.ratios();
        }
        return gates.gates;
    }

    private void bound(SchedulerLine line, double bound) {
        if (line.bounded()) {
            add(
                    line.scheduler() + ": backlogged clients apart by at most 2U",
                    "≤ " + number(bound),
                    number(line.backlogGap()),
                    line.backlogGap() <= bound);
        }
    }

    private void realTrace() {
        for (String scheduler : REPRODUCED) {
            near(scheduler, AVERAGE_DIFFERENCE, DIFFERENCE);
            near(scheduler, TOKENS_PER_SECOND, THROUGHPUT);
        }
        for (int i = 1; i < REPRODUCED.size(); i++) {
            less(REPRODUCED.get(i), REPRODUCED.get(i - 1));
        }
        line(Contender.OURS)
                .ifPresent(ours ->
                        line(Contender.PREDICT)
                                .ifPresent(predict -> {
                                    atMost(ours, predict, AVERAGE_DIFFERENCE);
                                    atLeast(ours, predict, TOKENS_PER_SECOND);
                                }));
    }

    private void synthetic() {
        near(Contender.FCFS, AVERAGE_DIFFERENCE, DIFFERENCE);
        near(Contender.FCFS, ACCUMULATED_DIFFERENCE, DIFFERENCE);
        for (String scheduler : REPRODUCED) {
            near(scheduler, TOKENS_PER_SECOND, FIT);
        }
    }

    /// Clients that always wait get service by their weights.
    private void ratios() {
        for (SchedulerLine line : lines) {
            double[] perWeight =
                    line.clients().stream()
                            .filter(ClientLine::backlogged)
                            .mapToDouble(client -> client.servicePerSecond() / client.weight())
                            .sorted()
                            .toArray();
            if (line.bounded() && perWeight.length > 1) {
                double apart = perWeight[perWeight.length - 1] / perWeight[0] - 1;
                add(
                        line.scheduler() + ": service in the ratio of the weights",
                        "within " + Math.round(RATIO * 100) + "%",
                        percent(apart),
                        apart <= RATIO);
            }
        }
    }

    private void near(String scheduler, Measure measure, double tolerance) {
        line(scheduler)
                .ifPresent(line -> {
                    Double published = line.published().get(measure);
                    if (published != null) {
                        double found = line.found(measure);
                        add(
                                scheduler + ": " + measure.label(),
                                measure.text(published) + " ± " + Math.round(tolerance * 100) + "%",
                                measure.text(found) + " (" + percent(found / published - 1) + ")",
                                Math.abs(found - published) <= tolerance * published);
                    }
                });
    }

    private void less(String fairer, String other) {
        line(fairer)
                .ifPresent(line ->
                        line(other)
                                .ifPresent(than -> {
                                    double expected = than.found(AVERAGE_DIFFERENCE);
                                    double found = line.found(AVERAGE_DIFFERENCE);
                                    add(
                                            fairer + " is fairer than " + other,
                                            "< " + AVERAGE_DIFFERENCE.text(expected),
                                            AVERAGE_DIFFERENCE.text(found),
                                            found < expected);
                                }));
    }

    private void atMost(SchedulerLine line, SchedulerLine than, Measure measure) {
        double limit = than.found(measure);
        double found = line.found(measure);
        add(
                line.scheduler() + ": " + measure.label() + " no more than " + than.scheduler(),
                "≤ " + measure.text(limit),
                measure.text(found),
                found <= limit);
    }

    /// As much, but for what runs of one scheduler differ by.
    private void atLeast(SchedulerLine line, SchedulerLine than, Measure measure) {
        double limit = than.found(measure) * (1 - NOISE);
        double found = line.found(measure);
        add(
                line.scheduler() + ": " + measure.label() + " no less than " + than.scheduler(),
                "≥ " + measure.text(limit),
                measure.text(found),
                found >= limit);
    }

    private Optional<SchedulerLine> line(String scheduler) {
        return lines.stream().filter(line -> line.scheduler().equals(scheduler)).findFirst();
    }

    private void add(String what, String expected, String found, boolean held) {
        gates.add(new Gate(what, expected, found, held));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%+.1f%%", share * 100);
    }
}
