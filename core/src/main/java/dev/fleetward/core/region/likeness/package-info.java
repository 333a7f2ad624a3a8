/// Do two regions of one model, or a region and its own past, answer alike? Start at [LikenessBook]
/// for what every call shows, at [ModelEquality] for what to ask on suspicion, [BorderInputs] and
/// [LogProbTrack] for what to ask daily. Judges numbers; knows no provider and no clock, and takes
/// chance as an argument.
@NullMarked
package dev.fleetward.core.region.likeness;

import org.jspecify.annotations.NullMarked;
