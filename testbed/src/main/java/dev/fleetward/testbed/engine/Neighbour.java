package dev.fleetward.testbed.engine;

import java.util.SplittableRandom;

/// Other people's load on the same engine, which comes and goes: a Markov chain of two states that,
/// while it is on, adds sequences and memory to every step. So what it costs us depends on how full
/// the engine is, as it does where an engine is shared. Immutable.
///
/// @param sequences that decode while it is on
/// @param kvTokens that they hold
/// @param meanOnNanos how long it stays on, exponentially distributed
/// @param meanOffNanos how long it stays off
public record Neighbour(int sequences, long kvTokens, long meanOnNanos, long meanOffNanos) {
    public static final Neighbour NOBODY = new Neighbour(0, 0, 1, 1);

    public Neighbour {
        if (sequences < 0 || kvTokens < 0 || meanOnNanos < 1 || meanOffNanos < 1) {
            throw new IllegalArgumentException(
                    "neighbour: "
                            + sequences
                            + " sequences, "
                            + kvTokens
                            + " KV tokens, on for "
                            + meanOnNanos
                            + " ns, off for "
                            + meanOffNanos
                            + " ns (expected: 0 or more, times above 0)");
        }
    }

    Presence presence(SplittableRandom random) {
        return new Presence(this, random);
    }

    /// Whether it is there now. It begins off. Confined to its engine.
    static final class Presence {
        private final Neighbour neighbour;
        private final SplittableRandom random;
        private final boolean nobody;
        private boolean on;
        private boolean begun;
        private long switchAtNanos;

        private Presence(Neighbour neighbour, SplittableRandom random) {
            this.neighbour = neighbour;
            this.random = random;
            this.nobody = neighbour.sequences == 0 && neighbour.kvTokens == 0;
        }

        /// Lets time pass until `nowNanos`, which never goes back.
        void advance(long nowNanos) {
            if (nobody) {
                return;
            }
            if (!begun) {
                begun = true;
                switchAtNanos = nowNanos + stay();
            }
            while (switchAtNanos - nowNanos <= 0) {
                on = !on;
                switchAtNanos += stay();
            }
        }

        private long stay() {
            double mean = on ? neighbour.meanOnNanos : neighbour.meanOffNanos;
            return 1 + Math.round(-mean * Math.log(1 - random.nextDouble()));
        }

        int sequences() {
            return on ? neighbour.sequences : 0;
        }

        long kvTokens() {
            return on ? neighbour.kvTokens : 0;
        }

        long mostKvTokens() {
            return neighbour.kvTokens;
        }
    }
}
