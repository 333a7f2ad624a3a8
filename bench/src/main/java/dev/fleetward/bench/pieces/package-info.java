/// Microbenchmarks of the pieces that the data path is made of, one class for each claim. Start at
/// [Pieces]. Knows the pieces, not the whole.
@NullMarked
package dev.fleetward.bench.pieces;

import org.jspecify.annotations.NullMarked;
