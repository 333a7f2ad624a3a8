package dev.fleetward.core.region.likeness;

import java.util.random.RandomGenerator;

/// Draws without putting back. Stateless.
final class Shuffle {
    private Shuffle() {}

    /// Makes the first `count` of `order` a uniform draw from all of it.
    static void prefix(int[] order, int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, order.length);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
    }
}
