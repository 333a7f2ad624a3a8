package dev.fleetward.control.registry;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The known name that somebody probably meant. Stateless.
public final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /// The name with the least edit distance (insertion, deletion, substitution, swap of
    /// neighbours; case does not count), or null if none is within a third of its length.
    public static @Nullable String to(String written, Collection<String> known) {
        if (written.length() > MAX_LENGTH) {
            return null;
        }
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int most = Math.max(1, Math.max(written.length(), name.length()) / 3);
            if (name.length() > MAX_LENGTH || Math.abs(name.length() - written.length()) > most) {
                continue;
            }
            int distance =
                    distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            boolean nearer =
                    distance < least
                            || (distance == least && best != null && name.compareTo(best) < 0);
            if (distance <= most && nearer) {
                best = name;
                least = distance;
            }
        }
        return best;
    }

    /// Optimal string alignment: three rows of the table are enough.
    private static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                row[j] =
                        Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + substitution);
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] freed = beforeLast;
            beforeLast = last;
            last = row;
            row = freed;
        }
        return last[right.length()];
    }
}
