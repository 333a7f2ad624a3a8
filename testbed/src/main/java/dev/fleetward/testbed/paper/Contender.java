package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.minibatch.CounterScheduler;
import dev.fleetward.testbed.minibatch.FairQueueScheduler;
import dev.fleetward.testbed.minibatch.FirstComeFirstServed;
import dev.fleetward.testbed.minibatch.Foresight;
import dev.fleetward.testbed.minibatch.RequestsPerMinute;
import dev.fleetward.testbed.minibatch.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A scheduler in the comparison. Immutable.
///
/// @param name in tables
/// @param bounded whether backlogged clients must stay within the theorem's bound
/// @param start a fresh one for an experiment
record Contender(String name, boolean bounded, Function<Experiment, Scheduler> start) {
    static final String FCFS = "FCFS";
    static final String LCF = "LCF";
    static final String VTC = "VTC";
    static final String PREDICT = "VTC (predict)";
    static final String ORACLE = "VTC (oracle)";
    static final String OURS = "fleetward";

    private static final int PREDICTION_WINDOW = 5;
    private static final int OUR_WINDOW = 20;

    static List<Contender> all() {
        List<Contender> all = new ArrayList<>();
        all.add(new Contender(FCFS, false, experiment -> new FirstComeFirstServed()));
        all.add(
                new Contender(
                        LCF, false, experiment -> counters(experiment, false, Foresight.NONE)));
        all.add(new Contender(VTC, true, experiment -> counters(experiment, true, Foresight.NONE)));
        all.add(
                new Contender(
                        PREDICT,
                        true,
                        experiment ->
                                counters(
                                        experiment,
                                        true,
                                        Foresight.recentMean(
                                                PREDICTION_WINDOW, experiment.clients().size()))));
        all.add(
                new Contender(
                        ORACLE,
                        true,
                        experiment -> counters(experiment, true, Foresight.TRUE_LENGTH)));
        all.add(new Contender(OURS, true, Contender::ours));
        for (int limit : List.of(5, 10, 15, 20, 30)) {
            all.add(
                    new Contender(
                            "RPM " + limit,
                            false,
                            experiment ->
                                    new RequestsPerMinute(limit, experiment.clients().size())));
        }
        return all;
    }

    private static Scheduler ours(Experiment experiment) {
        return new FairQueueScheduler(
                experiment.weightsArray(),
                Foresight.recentMean(OUR_WINDOW, experiment.clients().size()));
    }

    private static Scheduler counters(Experiment experiment, boolean lift, Foresight foresight) {
        return new CounterScheduler(experiment.weightsArray(), lift, foresight);
    }
}
