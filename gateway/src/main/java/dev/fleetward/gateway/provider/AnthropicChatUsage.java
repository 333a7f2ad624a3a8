package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.gateway.wire.JsonValue;

/// Gathers usage of messages: later reports replace earlier ones, component by component, since
/// they are totals. Confined to one answer.
final class AnthropicChatUsage {
    private static final long UNKNOWN = -1;

    private long input = UNKNOWN;
    private long read = UNKNOWN;
    private long write = UNKNOWN;
    private long writeLong = UNKNOWN;
    private long output = UNKNOWN;
    private long thinking = UNKNOWN;

    void report(JsonValue usage) {
        input = usage.get("input_tokens").wholeNumber(input);
        read = usage.get("cache_read_input_tokens").wholeNumber(read);
        write = usage.get("cache_creation_input_tokens").wholeNumber(write);
        writeLong =
                usage.get("cache_creation").get("ephemeral_1h_input_tokens").wholeNumber(writeLong);
        output = usage.get("output_tokens").wholeNumber(output);
        thinking = usage.get("output_tokens_details").get("thinking_tokens").wholeNumber(thinking);
    }

    /// @param last whether the answer is complete, so that these are the provider's final words
    Usage usage(boolean last) {
        long writeShort = write < 0 ? UNKNOWN : Math.max(0, write - Math.max(0, writeLong));
        return new Usage(
                count(input, last),
                count(read, last),
                count(writeShort, last),
                count(writeLong, last),
                count(output, last),
                count(thinking, last));
    }

    private static TokenCount count(long tokens, boolean last) {
        if (tokens < 0) {
            return TokenCount.ABSENT;
        }
        return last ? TokenCount.reported(tokens) : TokenCount.partial(tokens);
    }
}
