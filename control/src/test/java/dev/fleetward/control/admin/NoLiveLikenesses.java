package dev.fleetward.control.admin;

import dev.fleetward.control.likeness.live.LiveLikeness;
import dev.fleetward.control.likeness.live.LiveLikenesses;
import dev.fleetward.control.likeness.live.LiveReading;
import java.util.List;

/// No calls were compared.
final class NoLiveLikenesses implements LiveLikenesses {
    @Override
    public LiveReading reading() {
        return new LiveReading(null, LiveLikeness.ALLOWED, 0, List.of(), 0, 0, 0, -1);
    }

    @Override
    public boolean accept(String endpoint) {
        return false;
    }
}
