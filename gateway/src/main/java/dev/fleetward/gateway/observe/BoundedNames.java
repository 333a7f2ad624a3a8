package dev.fleetward.gateway.observe;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps strangers' strings from becoming label values without end: the first `limit` distinct
/// names pass, later ones become [#OTHER]. Thread-safe; a name that was seen costs one look-up.
final class BoundedNames {
    static final String OTHER = "other";

    /// What stands for a name that nobody gave. Label values may not be empty.
    static final String NONE = "none";

    /// The longest name that passes, in characters.
    static final int MAX_LENGTH = 128;

    private final int limit;
    private final ConcurrentHashMap<String, String> seen = new ConcurrentHashMap<>();

    BoundedNames(int limit) {
        this.limit = limit;
    }

    String of(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return NONE;
        }
        String known = seen.get(name);
        return known != null ? known : admit(name);
    }

    private String admit(String name) {
        if (name.length() > MAX_LENGTH || seen.size() >= limit) {
            return OTHER;
        }
        synchronized (this) {
            if (seen.size() >= limit) {
                return OTHER;
            }
            seen.putIfAbsent(name, name);
        }
        return name;
    }
}
