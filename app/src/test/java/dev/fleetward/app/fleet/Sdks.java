package dev.fleetward.app.fleet;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Duration;

/// The official SDKs as their users build them: a base URL and a key, nothing else changed but that
/// they miss no required member of an answer (`responseValidation`). Stateless.
final class Sdks {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Sdks() {}

    /// One that tells each failure at once.
    static OpenAIClient openAi(TestFleet fleet) {
        return openAi(fleet, fleet.key(), 0);
    }

    static OpenAIClient openAi(TestFleet fleet, String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(fleet.url() + "/v1")
                .apiKey(key)
                .responseValidation(true)
                .maxRetries(retries)
                .timeout(LIMIT)
                .build();
    }

    /// One that tells each failure at once.
    static AnthropicClient anthropic(TestFleet fleet) {
        return anthropic(fleet, fleet.key(), 0);
    }

    static AnthropicClient anthropic(TestFleet fleet, String key, int retries) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(fleet.url().toString())
                .apiKey(key)
                .responseValidation(true)
                .maxRetries(retries)
                .timeout(LIMIT)
                .build();
    }
}
