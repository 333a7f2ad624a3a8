package dev.fleetward.control.region;

/// Where a provider's log says that a request was served. Immutable.
///
/// @param requestId the provider's
public record LateRegion(String requestId, String region, long wallMicros) {
    /// What came of telling some.
    ///
    /// @param joined calls whose region is known by it
    /// @param before requests of which it was told before; that stands
    /// @param unknown requests that the ledger does not know
    public record Outcome(int joined, int before, int unknown) {}
}
