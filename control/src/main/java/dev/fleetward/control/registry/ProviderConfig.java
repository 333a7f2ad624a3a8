package dev.fleetward.control.registry;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Provider.Style;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who sells inference. Immutable.
@Doc("Who sells inference: one account at one base URL that speaks one dialect.")
public record ProviderConfig(
        @Doc(value = "What its endpoints speak.", example = "openai") WireDialect dialect,
        @Doc(value = "The base URL.", example = "https://api.openai.com/v1", sensitive = true)
                URI url,
        @Doc(
                        value =
                                "Where the credential is kept: `env:NAME` or `file:PATH`, never the"
                                        + " secret itself. A file that changes is read again within"
                                        + " seconds; an environment variable is read when the"
                                        + " process starts. None for servers that ask for none.",
                        example = "env:OPENAI_API_KEY",
                        sensitive = true)
                @Nullable SecretReference credential,
        @Doc(value = "Who answers for it.", example = "platform") @Nullable String owner,
        @Doc(
                        value = "The account's name in reports; the provider's name if absent.",
                        example = "team-a")
                @Nullable String account,
        @Doc(
                        value =
                                "How paths and credentials are spelled: `azure` for `api-key`,"
                                        + " `api-version` and deployment paths; `vertex` for Google"
                                        + " Cloud's access token in place of a Gemini API key, with"
                                        + " a base URL that ends in"
                                        + " `/locations/REGION/publishers/google`.",
                        orElse = "standard")
                Style style,
        @Doc(
                        value = "Azure's `api-version`, or the `anthropic-version` to send.",
                        example = "2024-10-21")
                @Nullable String apiVersion,
        @Doc(value = "Whether HTTP/2 is tried.", orElse = "false") boolean http2,
        @Doc(
                        value =
                                "Further headers for each request, by name. Not for credentials:"
                                        + " those belong in `credential`.",
                        example = "{ openai-organization: org-123 }",
                        sensitive = true)
                Map<String, String> headers,
        @Doc(
                        value =
                                "Whose list prices hold, as named in the price table; the dialect's"
                                        + " name if absent.",
                        example = "openai")
                @Nullable String pricedAs,
        @Doc(
                        value =
                                "The provider's own status page, where it is one of Statuspage's"
                                        + " kind. It is read while an incident touches the provider"
                                        + " and never otherwise.",
                        example = "https://status.example.com")
                @Nullable URI statusPage) {

    public ProviderConfig {
        headers = Map.copyOf(headers);
    }
}
