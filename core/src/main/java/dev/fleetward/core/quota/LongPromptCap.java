package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.LongPrompts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many long prompts are under way at once. Confined to the lock of its desk.
///
/// Remembers the long ones by their size, so that a cap that changes while calls are under way
/// still releases what it counted, and nothing else.
final class LongPromptCap {
    private final Map<Long, Integer> bySize = new HashMap<>();
    private long from = Long.MAX_VALUE;
    private long most;
    private long open;

    LongPromptCap(@Nullable LongPrompts cap) {
        adopt(cap);
    }

    final void adopt(@Nullable LongPrompts cap) {
        from = cap == null ? Long.MAX_VALUE : cap.tokens();
        most = cap == null ? 0 : cap.concurrent();
    }

    boolean has(long inputTokens) {
        return inputTokens < from || open < most;
    }

    void hold(long inputTokens) {
        if (inputTokens >= from) {
            bySize.merge(inputTokens, 1, Integer::sum);
            open++;
        }
    }

    void release(long inputTokens) {
        if (open == 0) {
            return;
        }
        Integer known = bySize.get(inputTokens);
        if (known != null) {
            open--;
            if (known == 1) {
                bySize.remove(inputTokens);
            } else {
                bySize.put(inputTokens, known - 1);
            }
        }
    }

    @Nullable Shortage shortage(String pool, long inputTokens) {
        return has(inputTokens)
                ? null
                : new Shortage.InUse(pool, "longPrompts", 1, most - open, most);
    }
}
