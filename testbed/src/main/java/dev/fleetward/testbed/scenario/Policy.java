package dev.fleetward.testbed.scenario;

import dev.fleetward.core.quota.AdmissionDesk;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.Locale;

/// How calls are admitted.
public enum Policy {
    /// One queue in order of arrival.
    FIFO {
        @Override
        AdmissionDesk desk(FleetSnapshot snapshot, long wallMicros) {
            return new FifoDesk(snapshot, 0, wallMicros);
        }
    },
    /// The gateway's own desk.
    FAIR {
        @Override
        AdmissionDesk desk(FleetSnapshot snapshot, long wallMicros) {
            return new FairDesk(snapshot, 0, wallMicros);
        }
    };

    abstract AdmissionDesk desk(FleetSnapshot snapshot, long wallMicros);

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
