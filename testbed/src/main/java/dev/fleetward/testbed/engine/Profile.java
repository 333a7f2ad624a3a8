package dev.fleetward.testbed.engine;

import java.util.List;
import java.util.SplittableRandom;

/// What one engine step costs and what fits into it. Immutable.
///
/// A step takes `max(decode, prefillBase) + prefillPerToken · prefilled tokens`, where `decode` is
/// `decodeBase + decodePerSequence · decoding sequences + decodePerKvToken · their KV tokens`, and
/// either base counts only if the step does that kind of work.
///
/// @param decodeBaseNanos a decode step's fixed cost
/// @param decodePerSequenceNanos per decoding sequence
/// @param decodePerKvTokenNanos per KV token held by decoding sequences
/// @param prefillBaseNanos the least time of a step that prefills
/// @param prefillPerTokenNanos per prompt token that no cache holds
/// @param jitterSigma sigma of the lognormal factor on each step; 0 for none
/// @param tokensPerStep the batch budget of one step, decode and prefill together
/// @param sequences sequences that run at once
/// @param kvTokens KV memory in tokens
/// @param typicalOutput the median of answers whose length nobody asked for
public record Profile(
        String name,
        double decodeBaseNanos,
        double decodePerSequenceNanos,
        double decodePerKvTokenNanos,
        double prefillBaseNanos,
        double prefillPerTokenNanos,
        double jitterSigma,
        int tokensPerStep,
        int sequences,
        long kvTokens,
        int typicalOutput) {

    private static final double MS = 1e6;

    /// No delay at all.
    public static final Profile INSTANT =
            new Profile("instant", 0, 0, 0, 0, 0, 0, 1 << 20, 1 << 20, 1L << 40, 32);

    /// A few milliseconds per token, for tests and demonstrations.
    public static final Profile FAST =
            new Profile(
                    "fast",
                    3 * MS,
                    0.01 * MS,
                    0,
                    2 * MS,
                    0.001 * MS,
                    0.05,
                    65_536,
                    1_024,
                    8_000_000,
                    40);

    /// Llama-2-70B, 8 H100, tensor parallel: least squares on the Splitwise measurements. KV at 320
    /// KB a token in what 640 GB leave beside the weights.
    public static final Profile H100_70B =
            new Profile(
                    "h100-70b",
                    29.57 * MS,
                    0.2024 * MS,
                    2.177e-4 * MS,
                    12.3 * MS,
                    0.0908 * MS,
                    0.05,
                    8_192,
                    256,
                    1_300_000,
                    150);

    /// Llama-2-70B, 8 A100, tensor parallel: least squares on the Splitwise measurements, for
    /// prefill on relative errors, because it grows faster than its tokens. KV as on 8 H100.
    public static final Profile A100_70B =
            new Profile(
                    "a100-70b",
                    43.62 * MS,
                    0.1971 * MS,
                    4.15e-4 * MS,
                    20.1 * MS,
                    0.1544 * MS,
                    0.05,
                    8_192,
                    256,
                    1_300_000,
                    150);

    /// Llama-2-7B on one A10G with 10,000 tokens of KV: fitted to the cost profile published with
    /// the Virtual Token Counter, times 1.05.
    public static final Profile A10G_7B =
            new Profile(
                    "a10g-7b",
                    16.3 * 1.05 * MS,
                    0.245 * 1.05 * MS,
                    0.00202 * 1.05 * MS,
                    35.8 * 1.05 * MS,
                    0.2131 * 1.05 * MS,
                    0.05,
                    8_192,
                    256,
                    10_000,
                    150);

    /// An 8B model on one H100: 30 ms and 250 µs a token to prefill, 12 ms a token to decode, twice
    /// that when full. KV at 128 KB a token.
    public static final Profile H100_8B =
            new Profile(
                    "h100-8b",
                    12 * MS,
                    12.0 / 256 * MS,
                    0,
                    30 * MS,
                    0.25 * MS,
                    0.05,
                    8_192,
                    256,
                    430_000,
                    150);

    public static final List<Profile> ALL =
            List.of(FAST, INSTANT, H100_70B, A100_70B, H100_8B, A10G_7B);

    public Profile {
        if (tokensPerStep < 1 || sequences < 1 || kvTokens < 2) {
            throw new IllegalArgumentException(
                    "profile " + name + ": batch and memory (expected: at least 1, 1 and 2)");
        }
    }

    /// The profile of that name.
    ///
    /// @throws IllegalArgumentException naming the known ones
    public static Profile named(String name) {
        for (Profile profile : ALL) {
            if (profile.name.equals(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException(
                "profile \""
                        + name
                        + "\" (expected: "
                        + String.join(", ", ALL.stream().map(Profile::name).toList())
                        + ")");
    }

    /// The same with another batch budget of a step.
    public Profile withTokensPerStep(int tokens) {
        return new Profile(
                name,
                decodeBaseNanos,
                decodePerSequenceNanos,
                decodePerKvTokenNanos,
                prefillBaseNanos,
                prefillPerTokenNanos,
                jitterSigma,
                tokens,
                sequences,
                kvTokens,
                typicalOutput);
    }

    /// Whether every step takes no time.
    public boolean instant() {
        return decodeBaseNanos == 0
                && decodePerSequenceNanos == 0
                && decodePerKvTokenNanos == 0
                && prefillBaseNanos == 0
                && prefillPerTokenNanos == 0;
    }

    /// A step's mean duration.
    ///
    /// @param decoding sequences that decode
    /// @param kvTokens KV tokens that they hold
    /// @param prefilled prompt tokens worked through
    public double stepNanos(int decoding, long kvTokens, long prefilled) {
        double decode =
                decoding == 0
                        ? 0
                        : decodeBaseNanos
                                + decodePerSequenceNanos * decoding
                                + decodePerKvTokenNanos * kvTokens;
        double base = prefilled == 0 ? decode : Math.max(decode, prefillBaseNanos);
        return base + prefillPerTokenNanos * prefilled;
    }

    /// What one step's duration is multiplied by: lognormal with mean 1, so that jitter does not
    /// change throughput.
    public double jitter(SplittableRandom random) {
        return jitterSigma == 0
                ? 1
                : Math.exp(jitterSigma * random.nextGaussian() - jitterSigma * jitterSigma / 2);
    }
}
