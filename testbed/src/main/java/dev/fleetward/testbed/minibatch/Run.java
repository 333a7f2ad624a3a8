package dev.fleetward.testbed.minibatch;

import java.util.List;

/// What a server did with a list of requests. Immutable.
///
/// @param outcomes one for each request, in the order of arrival
/// @param totalNanos until the last one finished
/// @param backlogGap the largest [BacklogGap]
public record Run(List<Outcome> outcomes, long totalNanos, double backlogGap) {
    public Run {
        outcomes = List.copyOf(outcomes);
    }
}
