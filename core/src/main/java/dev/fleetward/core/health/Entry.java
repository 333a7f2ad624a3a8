package dev.fleetward.core.health;

/// What an attempt is to the breaker of its endpoint.
public enum Entry {
    /// A call like most.
    CALL,
    /// The call's second try at the same endpoint, for want of another: it passes a breaker that is
    /// open and tells it nothing new.
    AGAIN,
    /// No other endpoint can serve the call.
    LAST_RESORT,
    /// A question with a known answer. It passes every breaker; how it ends counts.
    PROBE
}
