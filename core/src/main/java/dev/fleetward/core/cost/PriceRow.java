package dev.fleetward.core.cost;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What one model's tokens cost from one day on. Prices are nano-dollars per million tokens, so
/// that every published price is an integer. A kind without a price of its own is −1 and falls back
/// as [#costNanos] says.
///
/// @param version names the row for ever: `model@date`, with `+override` where the configuration
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
}
