package dev.fleetward.core.hygiene;

import java.util.Locale;

/// Something that the fleet lacks. Immutable.
///
/// @param subject what lacks it, such as `endpoint openai-us`
/// @param words one sentence that says what is missing
/// @param advice one sentence that says what to do
public record Finding(Kind kind, String subject, String words, String advice) {

    /// The kind of what lacks it, such as `endpoint`.
    public String subjectKind() {
        return subject.substring(0, subject.indexOf(' '));
    }

    /// The name of what lacks it, such as `openai-us`.
    public String subjectName() {
        return subject.substring(subject.indexOf(' ') + 1);
    }

    /// What is missing.
    public enum Kind {
        OWNER,
        ON_CALL,
        OBJECTIVE,
        BUDGET,
        RETIRED,
        RETIRES_SOON,
        TRAFFIC,
        FALLBACK_UNTRIED,
        FROZEN;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
