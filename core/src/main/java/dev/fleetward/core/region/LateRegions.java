package dev.fleetward.core.region;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls whose region is told later, by the provider's request id. The eldest is forgotten when
/// there are too many. Confined to its book.
final class LateRegions {
    static final int MOST = 16_384;

    private final Map<String, Sighting> waiting =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Sighting> eldest) {
                    return size() > MOST;
                }
            };

    void await(String requestId, Sighting seen) {
        waiting.put(requestId, seen);
    }

    @Nullable Sighting take(String requestId) {
        return waiting.remove(requestId);
    }
}
