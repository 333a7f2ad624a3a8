package dev.fleetward.control.admin;

import dev.fleetward.control.season.WorkPlans;
import java.util.List;

/// Plans of nothing. Immutable.
final class NoPlans implements WorkPlans {
    @Override
    public Planned now() {
        return new Planned(0, List.of());
    }

    @Override
    public Planned from(long fromMicros) {
        return new Planned(fromMicros, List.of());
    }
}
