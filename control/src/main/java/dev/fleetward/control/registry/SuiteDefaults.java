package dev.fleetward.control.registry;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What cases of a suite have that say nothing else. Immutable.
@Doc("What cases have that say nothing else.")
public record SuiteDefaults(
        @Doc("The temperature; the provider's own if absent.") @Nullable BigDecimal temperature,
        @Doc(value = "The most output tokens.", orElse = "500") Count maxTokens,
        @Doc(value = "How often each case is asked of each endpoint.", orElse = "5")
                Count samples) {

    static final BigDecimal HOTTEST = BigDecimal.valueOf(2);
    static final long MOST_TOKENS = 100_000;
    static final long MOST_SAMPLES = 1_000;

    public SuiteDefaults {
        new Expect()
                .that(
                        "temperature",
                        temperature == null || temperature.compareTo(HOTTEST) <= 0,
                        String.valueOf(temperature),
                        "0..2")
                .count("maxTokens", maxTokens, 1, MOST_TOKENS)
                .count("samples", samples, 1, MOST_SAMPLES)
                .orThrow();
    }
}
