package dev.fleetward.testbed.provider;

import java.util.LinkedHashSet;
import java.util.List;

/// Which marked prefixes have been seen lately. Confined to the provider's event loop.
///
/// Only prefixes that the caller marked are cached, so that calls without marks do not depend on
/// each other.
final class PromptCache {
    private static final int MOST_PREFIXES = 4_096;

    private final LinkedHashSet<Long> known = new LinkedHashSet<>();

    /// @param read tokens from the cache
    /// @param written tokens to it
    record Use(int read, int written) {}

    /// What one call reads and writes; remembers its prefixes.
    Use use(Ask ask) {
        Prompt prompt = ask.prompt();
        Directives orders = prompt.directives();
        if (orders.cached() >= 0 || orders.cacheWrite() >= 0) {
            int read = Math.clamp(orders.cached(), 0, prompt.tokens());
            return new Use(read, Math.clamp(orders.cacheWrite(), 0, prompt.tokens() - read));
        }
        List<Prompt.Prefix> prefixes = prompt.prefixes();
        if (prefixes.isEmpty()) {
            return new Use(0, 0);
        }
        int read = 0;
        for (Prompt.Prefix prefix : prefixes) {
            Long key = prefix.hash() ^ ask.model().hashCode();
            if (known.remove(key)) {
                read = prefix.tokens();
            }
            known.add(key);
        }
        while (known.size() > MOST_PREFIXES) {
            known.removeFirst();
        }
        return new Use(read, prefixes.getLast().tokens() - read);
    }
}
