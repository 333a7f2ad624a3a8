package dev.fleetward.core.incident;

import java.util.Locale;

/// Something that holds now and that somebody should know. It is raised again and again while it
/// holds; two alerts of the same [#key()] are the same. Immutable.
///
/// @param words one sentence for people
/// @param sinceWallMicros since when it holds
public record Alert(
        Kind kind, Severity severity, Subject subject, String words, long sinceWallMicros) {

    /// What kind of trouble.
    public enum Kind {
        /// An endpoint's breaker is open because calls do not get through.
        ENDPOINT_DOWN,
        /// An endpoint's credential or account is refused; nothing but a person can change that.
        ACCOUNT_REFUSED,
        /// An endpoint's answers became worse in meaning.
        DEGRADED,
        /// An endpoint answers, and slower than is usual at this hour.
        SLOW,
        /// A feature, route or endpoint burns its error budget too fast.
        BURN,
        /// An endpoint shows a version of its model that other regions do not, or several in turn.
        VERSION,
        /// A provider served a call outside the zones that may serve it.
        RESIDENCY,
        /// A provider names a region that its endpoint is not in.
        REGION_LABEL,
        /// An endpoint answers unlike another region of its model, or unlike before.
        UNLIKE,
        /// Users complain of an endpoint's answers.
        COMPLAINTS,
        /// The model behind an endpoint behaves as another one.
        BEHAVIOUR,
        /// The node itself cannot do all of its work: it names no part of the fleet.
        NODE;

        /// The name in reports and notifications.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What tells one alert from another.
    public record Key(Kind kind, Subject subject) {}

    public Key key() {
        return new Key(kind, subject);
    }
}
