package dev.fleetward.core.call;

/// Tokens of one attempt, in kinds that do not overlap, except that `reasoning` is a part of
/// `output`. Dialects that count cached tokens inside their prompt tokens are unfolded when they
/// are read. Immutable.
///
/// @param input input tokens that were neither read from nor written to a cache
/// @param cacheRead input tokens served from a cache
/// @param cacheWrite input tokens written to a cache with the default lifetime
/// @param cacheWriteLong input tokens written to a cache with a long (1 h) lifetime
/// @param output all generated tokens, reasoning included
/// @param reasoning the part of `output` that was reasoning
public record Usage(
        TokenCount input,
        TokenCount cacheRead,
        TokenCount cacheWrite,
        TokenCount cacheWriteLong,
        TokenCount output,
        TokenCount reasoning) {

    public static final Usage NONE =
            new Usage(
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.ABSENT,
                    TokenCount.ABSENT);

    /// An estimate of both directions where nothing was reported.
    public static Usage estimated(long input, long output) {
        return new Usage(
                TokenCount.estimated(input),
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.estimated(output),
                TokenCount.ABSENT);
    }

    /// All input tokens of whatever kind.
    public long totalInput() {
        return input.tokens() + cacheRead.tokens() + cacheWrite.tokens() + cacheWriteLong.tokens();
    }

    public long totalOutput() {
        return output.tokens();
    }

    /// Whether a provider's final word on input and output is in.
    public boolean isFinal() {
        return isFinal(input) && isFinal(output);
    }

    private static boolean isFinal(TokenCount count) {
        return count.provenance() == Provenance.FINAL
                || count.provenance() == Provenance.EXPLICIT_ZERO;
    }
}
