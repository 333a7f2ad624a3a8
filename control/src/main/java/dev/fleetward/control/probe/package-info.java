/// Are the endpoints well that hardly anybody uses? Asks them small questions with known answers,
/// through the gateway like any caller, within a budget. Start at [Prober]; when an endpoint is
/// asked is `core.health.ProbeCadence`'s to say, and what an answer means for its breaker is the
/// gateway's.
@NullMarked
package dev.fleetward.control.probe;

import org.jspecify.annotations.NullMarked;
