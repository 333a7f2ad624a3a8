package dev.fleetward.core.quota;

import java.util.Arrays;

/// The last few values of something, and what most of them stayed within. Confined to its owner.
///
/// Invariant: the first `count` of `sorted` are those of `ring`, ascending.
final class RecentValues {
    /// How many are remembered. Small, because there is one of these per flow.
    static final int REMEMBERED = 32;

    private final int[] ring = new int[REMEMBERED];
    private final int[] sorted = new int[REMEMBERED];
    private int count;
    private int next;

    /// Values are cut to what an `int` holds.
    void add(long value) {
        int cut = (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (count == REMEMBERED) {
            int at = Arrays.binarySearch(sorted, 0, count, ring[next]);
            System.arraycopy(sorted, at + 1, sorted, at, count - at - 1);
            count--;
        }
        int found = Arrays.binarySearch(sorted, 0, count, cut);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = cut;
        ring[next] = cut;
        next = (next + 1) % REMEMBERED;
        count++;
    }

    int count() {
        return count;
    }

    /// The smallest value that `percent` of all stay within; 0 where there are none.
    long within(int percent) {
        return count == 0 ? 0 : sorted[Math.max(0, Math.ceilDiv(count * percent, 100) - 1)];
    }

    /// Rounded towards zero; 0 where there are none.
    long mean() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += sorted[i];
        }
        return count == 0 ? 0 : sum / count;
    }

    /// As [#within], of the amounts without their sign.
    long amountWithin(int percent) {
        RecentValues amounts = new RecentValues();
        for (int i = 0; i < count; i++) {
            amounts.add(Math.abs((long) sorted[i]));
        }
        return amounts.within(percent);
    }
}
