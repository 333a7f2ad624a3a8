package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.unit.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How seldom-used endpoints are asked whether they are well. Immutable.
@Doc(
        "Small questions with known answers that the fleet asks its own endpoints, so that a"
                + " fallback's health is known before it is needed. They are calls of the feature"
                + " `fleetward-probes`, of origin `eval` and class `background`.")
public record ProbesConfig(
        @Doc(value = "How often an endpoint with little traffic is asked.", orElse = "5m")
                Duration every,
        @Doc(
                        value =
                                "How often one that is under suspicion, or comes back after a pause,"
                                        + " is asked.",
                        orElse = "2s")
                Duration quick,
        @Doc(value = "What all probes of a day may cost.", orElse = "1 USD") Money budget,
        @Doc(
                        value =
                                "An endpoint with more calls than this in the last hour is not asked:"
                                        + " those calls tell more.",
                        orElse = "60")
                Count onlyBelow,
        @Doc(
                        "Whether the models behind the endpoints are still the same; not asked if"
                                + " absent.")
                @Nullable BehaviourConfig behaviour) {

    /// The feature whose calls they are; no other may have its name.
    public static final String FEATURE = Feature.PROBES;

    private static final Money MOST = Money.ofUsd(1_000_000);

    public ProbesConfig {
        Duration least = Duration.ofMillis(50);
        new Expect()
                .time("quick", quick, least, Duration.ofHours(1))
                .time("every", every, quick, Duration.ofHours(24))
                .money("budget", budget, MOST)
                .count("onlyBelow", onlyBelow, 0, 1_000_000_000)
                .orThrow();
    }
}
