package dev.fleetward.control.likeness;

import org.jspecify.annotations.Nullable;

/// How one kind of question stands. Immutable.
///
/// @param state a word or two
/// @param words more of it, for people
/// @param samples how many answers there are of what
/// @param last what it said last, or null
/// @param nextMicros when the next question is due, or null if none is
public record TrackView(
        Finding.Test test,
        String state,
        String words,
        String samples,
        @Nullable Finding last,
        @Nullable Long nextMicros) {}
