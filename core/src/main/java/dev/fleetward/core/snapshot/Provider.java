package dev.fleetward.core.snapshot;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import java.net.URI;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who sells inference: an account at a base URL that speaks one dialect.
///
/// @param account the account's name in reports; the provider's own name if none is given
/// @param url the base URL, such as `https://api.openai.com/v1`, without a trailing slash
/// @param style how paths and credentials are spelled
/// @param apiVersion Azure's `api-version`, or the `anthropic-version` to send
/// @param http2 whether HTTP/2 is tried (by ALPN over TLS, by prior knowledge on plain connections)
/// @param headers further headers for each request
/// @param pricedAs the family of price rows that hold for it, such as `openai`
public record Provider(
        String name,
        String account,
        WireDialect dialect,
        URI url,
        Style style,
        @Nullable Secret credential,
        @Nullable String apiVersion,
        boolean http2,
        Map<String, String> headers,
        @Nullable Owner owner,
        String pricedAs) {

    /// How a provider of one dialect spells paths and credentials.
    public enum Style {
        /// `Authorization: Bearer`, or `x-api-key` for the `anthropic` dialect and `x-goog-api-key`
        /// for the `gemini` dialect.
        STANDARD,
        /// `api-key`, `api-version` and `/openai/deployments/{model}` paths.
        AZURE,
        /// Google Cloud: `Authorization: Bearer` for the `gemini` dialect, with the project and the
        /// location in the base URL.
        VERTEX
    }

    public Provider {
        headers = Map.copyOf(headers);
    }

    /// The price of one of its models on a day; a row for this very provider goes before those of
    /// its family, and of everybody.
    public Optional<PriceRow> price(PriceTable prices, String model, LocalDate day) {
        return prices.find(name, model, day)
                .filter(row -> row.provider().equals(name))
                .or(() -> prices.find(pricedAs, model, day));
    }
}
