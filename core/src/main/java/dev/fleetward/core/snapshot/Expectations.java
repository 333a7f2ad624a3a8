package dev.fleetward.core.snapshot;

import org.jspecify.annotations.Nullable;

/// What a feature expects of its answers. Immutable.
///
/// @param truncation whether answers that end at the limit on their length are sound
/// @param refusal whether answers in which the model declines are sound
/// @param language the language of its answers as an ISO 639-1 code, or null if that is not judged
/// @param echo whether answers that repeat the prompt are looked for
public record Expectations(
        boolean truncation, boolean refusal, @Nullable String language, boolean echo) {

    public static final Expectations DEFAULT = new Expectations(false, false, null, false);
}
