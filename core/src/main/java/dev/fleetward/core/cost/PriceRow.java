package dev.fleetward.core.cost;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What one model's tokens cost from one day on. Prices are nano-dollars per million tokens, so
/// that every published price is an integer. A kind without a price of its own is −1 and falls back
/// as [Cost#nanos] says; input always has one. Immutable.
///
/// @param version names the row for ever: `model@date`, with [#OVERRIDE] where the configuration
///   set it
/// @param pattern the model name, or a prefix of it that ends in `*`
/// @param provider the provider family the row belongs to, such as `openai`, or `*`
/// @param from the first day on which the row holds (UTC)
/// @param source where the price was published
public record PriceRow(
        String version,
        String provider,
        String pattern,
        LocalDate from,
        long inputPerMillion,
        long cacheReadPerMillion,
        long cacheWritePerMillion,
        long cacheWriteLongPerMillion,
        long outputPerMillion,
        @Nullable String source) {

    /// A kind that the row does not price on its own.
    public static final long UNPRICED = -1;

    /// The provider family of a row that holds for every provider.
    public static final String ANY_PROVIDER = "*";

    /// How the version of a row ends that the configuration set.
    public static final String OVERRIDE = "+override";

    public PriceRow {
        atLeast(0, "inputPerMillion", inputPerMillion);
        atLeast(UNPRICED, "cacheReadPerMillion", cacheReadPerMillion);
        atLeast(UNPRICED, "cacheWritePerMillion", cacheWritePerMillion);
        atLeast(UNPRICED, "cacheWriteLongPerMillion", cacheWriteLongPerMillion);
        atLeast(UNPRICED, "outputPerMillion", outputPerMillion);
    }

    /// Whether the configuration set this row, so that it goes before every shipped one.
    public boolean overrides() {
        return version.endsWith(OVERRIDE);
    }

    private static void atLeast(long least, String name, long price) {
        if (price < least) {
            throw new IllegalArgumentException(
                    name + ": " + price + " (expected: " + least + " or more)");
        }
    }
}
