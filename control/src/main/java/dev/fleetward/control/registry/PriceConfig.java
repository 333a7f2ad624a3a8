package dev.fleetward.control.registry;

import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.unit.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A price row of the configuration. Immutable.
@Doc("What one model's tokens cost from one day on, per million tokens.")
public record PriceConfig(
        @Doc(
                        value =
                                "The provider's name, or the family it is priced as; `*` for every"
                                        + " one.",
                        orElse = "*")
                String provider,
        @Doc(value = "The model, or the beginning of its name and a `*`.", example = "gpt-4o*")
                String model,
        @Doc(value = "The first day on which the price holds (UTC).", example = "2026-01-01")
                LocalDate from,
        @Doc(value = "Input.", example = "2.50 USD") Money input,
        @Doc(
                        value =
                                "Input read from the provider's cache; priced as `input` if absent.",
                        example = "1.25 USD")
                @Nullable Money cacheRead,
        @Doc(value = "Input written to the provider's cache.", example = "3.75 USD")
                @Nullable Money cacheWrite,
        @Doc(value = "Input written to the provider's cache for an hour.", example = "6 USD")
                @Nullable Money cacheWriteLong,
        @Doc(value = "Output.", example = "10 USD") Money output,
        @Doc(value = "Where the price comes from.", example = "contract 2026-17")
                @Nullable String source) {

    private static final Money MOST = Money.ofUsd(1_000_000);

    public PriceConfig {
        new Expect()
                .money("input", input, MOST)
                .money("cacheRead", cacheRead, MOST)
                .money("cacheWrite", cacheWrite, MOST)
                .money("cacheWriteLong", cacheWriteLong, MOST)
                .money("output", output, MOST)
                .orThrow();
    }

    PriceRow row() {
        return new PriceRow(
                model + "@" + from + "+override",
                provider,
                model,
                from,
                input.nanos(),
                orUnpriced(cacheRead),
                orUnpriced(cacheWrite),
                orUnpriced(cacheWriteLong),
                output.nanos(),
                source);
    }

    private static long orUnpriced(@Nullable Money price) {
        return price == null ? PriceRow.UNPRICED : price.nanos();
    }
}
