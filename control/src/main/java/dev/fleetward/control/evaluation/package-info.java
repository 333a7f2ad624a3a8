/// Evaluations: the keys with which a run of an eval suite asks each endpoint, and what came of the
/// runs.
@NullMarked
package dev.fleetward.control.evaluation;

import org.jspecify.annotations.NullMarked;
