package dev.fleetward.core.quota;

import java.util.Arrays;

/// As [RecentValues], for what is asked at every call: kept in order. Confined to its owner.
///
/// Invariants: the first `count` of `sorted` are those of `ring`, ascending; `sum` is their sum.
final class OrderedValues {
    private static final int REMEMBERED = RecentValues.REMEMBERED;

    private final int[] ring = new int[REMEMBERED];
    private final int[] sorted = new int[REMEMBERED];
    private int count;
    private int next;
    private long sum;

    /// Values are cut to what an `int` holds.
    void add(long value) {
        int cut = (int) Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (count == REMEMBERED) {
            int at = Arrays.binarySearch(sorted, 0, count, ring[next]);
            System.arraycopy(sorted, at + 1, sorted, at, count - at - 1);
            count--;
            sum -= ring[next];
        }
        int found = Arrays.binarySearch(sorted, 0, count, cut);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(sorted, at, sorted, at + 1, count - at);
        sorted[at] = cut;
        ring[next] = cut;
        sum += cut;
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
        return count == 0 ? 0 : sum / count;
    }
}
