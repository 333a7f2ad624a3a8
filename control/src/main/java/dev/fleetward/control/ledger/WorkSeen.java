package dev.fleetward.control.ledger;

import dev.fleetward.core.season.work.HeldHour;
import dev.fleetward.core.season.work.SeenHour;
import java.util.List;

/// What calls did hour by hour, and what was told to come back. Immutable.
public record WorkSeen(List<SeenHour> hours, List<HeldHour> held) {
    public WorkSeen {
        hours = List.copyOf(hours);
        held = List.copyOf(held);
    }
}
