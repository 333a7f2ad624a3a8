package dev.fleetward.control.likeness;

import dev.fleetward.control.registry.BehaviourConfig;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.unit.Money;
import java.util.Map;
import java.util.Set;

/// The feature whose calls the inquiries are, so that they are admitted, paid and recorded like all
/// others. Stateless.
public final class BehaviourFeature {
    public static final String NAME = BehaviourConfig.FEATURE;

    private static final int LEAST_TIER = 3;
    private static final int MOST_DAYS = 31;

    private BehaviourFeature() {}

    /// The feature's key, with the budget that the configuration gives it.
    ///
    /// @param sha256 of a key that only this process knows
    public static KeyRing.Key key(byte[] sha256, BehaviourConfig config) {
        Money daily = config.budget();
        return KeyRing.Key.ofProbes(
                sha256,
                new Feature(
                        NAME,
                        null,
                        CallClass.BACKGROUND,
                        LEAST_TIER,
                        Map.of(),
                        new Budget(new Money(daily.nanos() * MOST_DAYS), null, daily),
                        Set.of(),
                        null));
    }
}
