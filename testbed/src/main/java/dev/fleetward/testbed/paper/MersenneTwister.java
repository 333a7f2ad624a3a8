package dev.fleetward.testbed.paper;

/// MT19937 (Matsumoto and Nishimura, 1998) with doubles of 53 bits, seeded from one number: the
/// stream of numpy's `random.seed(n)` and `random.rand()`, with which the paper's arrivals were
/// drawn. Confined to one thread.
final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int MIDDLE = 397;

    private final int[] state = new int[SIZE];
    private int next = SIZE;

    MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /// Uniform in [0, 1).
    double uniform() {
        long high = bits() >>> 5;
        long low = bits() >>> 6;
        return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
    }

    /// Exponential with mean 1.
    double exponential() {
        return -Math.log(1.0 - uniform());
    }

    private int bits() {
        if (next == SIZE) {
            twist();
        }
        int word = state[next++];
        word ^= word >>> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        return word ^ (word >>> 18);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            int mixed = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908b0df);
            state[i] = state[(i + MIDDLE) % SIZE] ^ mixed;
        }
        next = 0;
    }
}
