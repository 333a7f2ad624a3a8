package dev.fleetward.core.region;

import java.util.List;

/// Who may serve one call. Immutable.
///
/// @param first the endpoints that may, in the order in which they were named
/// @param then those that may where none of `first` can
/// @param canary whether the call was chosen to meet what is not allowed yet
/// @param held who may not, and why
public record VersionDecision(
        List<String> first, List<String> then, boolean canary, List<Held> held) {
    public VersionDecision {
        first = List.copyOf(first);
        then = List.copyOf(then);
        held = List.copyOf(held);
    }

    /// @param reason in words
    public record Held(String endpoint, String reason) {}

    /// Whether nobody may serve it.
    public boolean isNobody() {
        return first.isEmpty() && then.isEmpty();
    }
}
