package dev.fleetward.core.season.slow;

/// One cause and what it did. Immutable.
///
/// @param sinceMicros where the change begins: the mark, or the slot that divides before and after
///   best
/// @param total what it did to the first token, at the same hour
/// @param residual its part at the same size of prompts and the same endpoints
/// @param prompts its part by other sizes of prompts
/// @param routing its part by slower endpoints, as a logarithm
/// @param tokensBefore the mean prompt of those touched, in tokens
/// @param tokensAfter the same since
public record Finding(
        Suspect suspect,
        long sinceMicros,
        Difference total,
        Difference residual,
        Difference prompts,
        double routing,
        double tokensBefore,
        double tokensAfter) {

    /// Whether what changed is chiefly the prompts.
    public boolean isByPrompts() {
        return suspect.kind().ours()
                && prompts.estimate() >= total.estimate() / 2
                && tokensAfter >= tokensBefore * Rules.GROWN;
    }

    /// Whether what changed is chiefly where calls go.
    public boolean isByRouting() {
        return routing >= total.estimate() / 2;
    }

    Finding of(Suspect other) {
        return new Finding(
                other, sinceMicros, total, residual, prompts, routing, tokensBefore, tokensAfter);
    }
}
