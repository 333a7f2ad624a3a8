package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import io.opentelemetry.api.trace.Span;

/// Usage as span attributes. The conventions count cached tokens inside the input tokens. What
/// nobody reported is left out, not zero. Stateless.
final class TokenAttributes {
    private TokenAttributes() {}

    static void set(Span span, Usage usage) {
        if (usage.input().isKnown()) {
            span.setAttribute(GenAiNames.INPUT_TOKENS, usage.totalInput());
        }
        setKnown(span, GenAiNames.OUTPUT_TOKENS, usage.output());
        setKnown(span, GenAiNames.CACHE_READ_TOKENS, usage.cacheRead());
        setKnown(span, GenAiNames.REASONING_TOKENS, usage.reasoning());
        if (usage.cacheWrite().isKnown() || usage.cacheWriteLong().isKnown()) {
            span.setAttribute(
                    GenAiNames.CACHE_WRITE_TOKENS,
                    usage.cacheWrite().tokens() + usage.cacheWriteLong().tokens());
        }
    }

    private static void setKnown(Span span, String name, TokenCount count) {
        if (count.isKnown()) {
            span.setAttribute(name, count.tokens());
        }
    }
}
