package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.FleetSnapshot.UnrecordedCalls;
import java.time.Duration;

/// How call events are kept. Immutable.
@Doc("How call events are kept.")
public record EventsConfig(
        @Doc(
                        value =
                                "What happens to a call that the event log cannot take: `refuse` it"
                                        + " with 503, or let it `pass` and count it as unrecorded.",
                        orElse = "refuse")
                UnrecordedCalls whenFull,
        @Doc(
                        value =
                                "How often the log is synced to disk. What a machine that loses"
                                        + " power may forget; the death of the process forgets"
                                        + " nothing.",
                        orElse = "50ms")
                Duration sync) {

    public EventsConfig {
        new Expect().time("sync", sync, Duration.ofMillis(1), Duration.ofMinutes(1)).orThrow();
    }
}
