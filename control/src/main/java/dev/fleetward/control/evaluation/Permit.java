package dev.fleetward.control.evaluation;

import dev.fleetward.core.snapshot.Pinning;

/// Leave to run a suite: for one feature and one route, until a time. Immutable.
///
/// @param run names the run
/// @param evaluation the route, and until when
public record Permit(String run, String suite, String feature, Pinning.Evaluation evaluation) {
    public String route() {
        return evaluation.route();
    }
}
