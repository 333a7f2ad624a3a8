package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Usage;
import org.jspecify.annotations.Nullable;

/// What a provider's answer says of itself. Filled as the answer is read; confined to the event
/// loop of its call.
public final class AnswerFacts {
    /// Usage as far as it was reported; [Usage#NONE] until then.
    public Usage usage = Usage.NONE;

    public @Nullable String model;
    public @Nullable String fingerprint;
    public @Nullable String serviceTier;

    /// Where the body says where it ran (Anthropic's `inference_geo`).
    public @Nullable String region;

    public @Nullable FinishReason finish;

    /// Whether any generated content (text, tool call, reasoning, refusal) has been seen.
    public boolean hasContent;

    /// Bytes of generated text seen, for an estimate where usage never comes.
    public long contentBytes;
}
