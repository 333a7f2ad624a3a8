package dev.fleetward.control.probe;

import dev.fleetward.control.registry.ProbesConfig;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.unit.Money;
import java.util.Map;
import java.util.Set;

/// The feature whose calls the probes are, so that they are admitted, paid and recorded like all
/// others. Stateless.
public final class ProbeFeature {
    public static final String NAME = ProbesConfig.FEATURE;

    private static final int LEAST_TIER = 3;
    private static final int MOST_DAYS = 31;

    private ProbeFeature() {}

    /// The feature's key, with the budget that the configuration gives it.
    ///
    /// @param sha256 of a key that only this process knows
    public static KeyRing.Key key(byte[] sha256, ProbesConfig probes) {
        Money daily = probes.budget();
        Money monthly = new Money(daily.nanos() * MOST_DAYS);
        Feature feature =
                new Feature(
                        NAME,
                        null,
                        CallClass.BACKGROUND,
                        LEAST_TIER,
                        Map.of(),
                        new Budget(monthly, null, daily),
                        Set.of(),
                        null);
        return KeyRing.Key.ofProbes(sha256, feature);
    }
}
