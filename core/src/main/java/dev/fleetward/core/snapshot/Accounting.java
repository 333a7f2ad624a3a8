package dev.fleetward.core.snapshot;

import java.util.Locale;
import java.util.Optional;

/// How a provider counts what it limits.
public enum Accounting {
    /// Everything at its face value, refilled continuously.
    PLAIN,
    /// The larger of the declared output and an estimate goes at admission, failed requests count.
    OPENAI,
    /// Cache reads do not count, output counts as it is made, the declared output does not.
    ANTHROPIC,
    /// Input and declared output per minute, requests judged over seconds.
    AZURE_PAYG,
    /// A leaky bucket of utilisation, corrected at completion.
    AZURE_PTU,
    /// Reserve and settle, with a factor on output.
    BEDROCK,
    /// A quota that the provider shares out as it likes.
    VERTEX,
    /// An engine of our own: calls and tokens under way.
    SELF_HOSTED;

    /// The name in configuration and reports.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Accounting> ofLabel(String label) {
        for (Accounting accounting : values()) {
            if (accounting.label().equals(label)) {
                return Optional.of(accounting);
            }
        }
        return Optional.empty();
    }
}
