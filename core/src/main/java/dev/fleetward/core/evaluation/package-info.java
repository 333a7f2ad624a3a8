/// What an eval suite asks of answers, and what may be said of the samples: pure, without clock,
/// parser or network.
@NullMarked
package dev.fleetward.core.evaluation;

import org.jspecify.annotations.NullMarked;
