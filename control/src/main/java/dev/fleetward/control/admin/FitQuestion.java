package dev.fleetward.control.admin;

import dev.fleetward.core.call.CallClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A question: does this load fit? Immutable.
///
/// @param callClass null for the feature's own
/// @param input tokens of one call
/// @param output tokens of one call
/// @param at the hour of day that begins then is asked about
/// @param days how many days back are looked at
record FitQuestion(
        String feature,
        @Nullable CallClass callClass,
        int callsPerMinute,
        int input,
        int output,
        Instant at,
        int days) {}
