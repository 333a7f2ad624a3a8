package dev.fleetward.core.snapshot;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Who answers for a part of the fleet. Immutable.
///
/// @param contact where questions go
/// @param oncall who is called at night, or null
/// @param runbook what to do when a part of it fails and has no runbook of its own, or null
public record Owner(String name, String contact, @Nullable String oncall, @Nullable URI runbook) {
    public Owner(String name, String contact, @Nullable String oncall) {
        this(name, contact, oncall, null);
    }
}
