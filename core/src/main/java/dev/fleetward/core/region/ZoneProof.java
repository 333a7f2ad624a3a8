package dev.fleetward.core.region;

/// How sure it must be that a call is served in its zones.
public enum ZoneProof {
    /// An area that reaches out of a zone (`global` for `eu`) counts as outside of it.
    STRICT,
    /// Such an area proves nothing, and the zone that is configured for the endpoint stands.
    DECLARED
}
