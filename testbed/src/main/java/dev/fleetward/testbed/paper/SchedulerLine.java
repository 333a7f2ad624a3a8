package dev.fleetward.testbed.paper;

import java.util.List;
import java.util.Map;

/// What a scheduler did with an experiment. Immutable.
///
/// @param found all measures, the mean over the runs
/// @param lowest of the runs
/// @param highest of the runs
/// @param published what the paper or its authors' files say, where they say something
/// @param backlogGap how far any two clients drifted apart while both were backlogged, in any run
/// @param bounded whether `backlogGap` must stay within the bound
public record SchedulerLine(
        String scheduler,
        Map<Measure, Double> found,
        Map<Measure, Double> lowest,
        Map<Measure, Double> highest,
        Map<Measure, Double> published,
        double backlogGap,
        boolean bounded,
        List<ClientLine> clients) {

    public double found(Measure measure) {
        Double value = found.get(measure);
        if (value == null) {
            throw new IllegalStateException(measure + " was not measured");
        }
        return value;
    }
}
