package dev.fleetward.testbed.region;

import dev.fleetward.core.region.likeness.Traits;
import java.util.SplittableRandom;

/// How one version of a model answers. Immutable.
///
/// @param refusals share of answers that refuse
/// @param truncations share that reach their limit
/// @param invalidTools share of tool calls with invalid arguments
/// @param length median output tokens
/// @param tokensPerCharacter mean
/// @param speed median tokens per second
record Answering(
        double refusals,
        double truncations,
        double invalidTools,
        double length,
        double tokensPerCharacter,
        double speed) {
    static final Answering USUAL = new Answering(0.02, 0.03, 0.02, 250, 0.25, 60);

    /// Of all answers.
    private static final double TOOLS = 0.3;

    private static final double LENGTH_SPREAD = 0.8;
    private static final double TOKENIZER_SPREAD = 0.03;
    private static final double SPEED_SPREAD = 0.3;

    /// What one answer shows.
    ///
    /// @param wave by how much callers' mood raises refusals and lengths, and load lowers speed: 0
    ///   for none, the same in every region
    Traits draw(SplittableRandom random, double wave) {
        return new Traits(
                bit(random, refusals * (1 + wave)),
                bit(random, truncations * (1 + wave)),
                random.nextDouble() < TOOLS ? 1 - bit(random, invalidTools) : Double.NaN,
                Math.rint(
                        length * (1 + wave / 2) * Math.exp(LENGTH_SPREAD * random.nextGaussian())),
                tokensPerCharacter + TOKENIZER_SPREAD * random.nextGaussian(),
                speed * (1 - wave / 2) * Math.exp(SPEED_SPREAD * random.nextGaussian()));
    }

    private static double bit(SplittableRandom random, double chance) {
        return random.nextDouble() < chance ? 1 : 0;
    }
}
