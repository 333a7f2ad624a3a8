package dev.fleetward.control.likeness.live;

/// What may be asked of the comparisons of live traffic. Thread-safe.
public interface LiveLikenesses {
    LiveReading reading();

    /// Takes how an endpoint answers now for right: the reference out of its past begins anew.
    ///
    /// @return whether anything was known of it
    boolean accept(String endpoint);
}
