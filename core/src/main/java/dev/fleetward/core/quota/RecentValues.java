package dev.fleetward.core.quota;

import java.util.Arrays;

/// The last few values of something, and what most of them stayed within. Cheap to add to and to
/// keep, because there is one of these per flow; those who ask seldom pay for the order. Confined
/// to its owner.
///
/// Invariant: the first `count` of `ring` are the last values, the oldest at `next` once it is
/// full.
final class RecentValues {
    /// How many are remembered.
    static final int REMEMBERED = 32;

    private static final int[] NONE = {};

    private int[] ring = NONE;
    private int count;
    private int next;

    /// Values are cut to what an `int` holds.
    void add(long value) {
        if (next == ring.length) {
            ring = Arrays.copyOf(ring, Math.max(4, 2 * next));
        }
        ring[next] = (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        next = (next + 1) % REMEMBERED;
        count = Math.min(count + 1, REMEMBERED);
    }

    int count() {
        return count;
    }

    /// The smallest value that `percent` of all stay within; 0 where there are none.
    long within(int percent) {
        return within(percent, Arrays.copyOf(ring, count));
    }

    private static long within(int percent, int[] values) {
        Arrays.sort(values);
        return values.length == 0
                ? 0
                : values[Math.max(0, Math.ceilDiv(values.length * percent, 100) - 1)];
    }

    /// Rounded towards zero; 0 where there are none.
    long mean() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += ring[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    /// As [#within], of the amounts without their sign.
    long amountWithin(int percent) {
        int[] amounts = new int[count];
        for (int i = 0; i < count; i++) {
            amounts[i] = ring[i] == Integer.MIN_VALUE ? Integer.MAX_VALUE : Math.abs(ring[i]);
        }
        return within(percent, amounts);
    }
}
