package dev.fleetward.testbed.provider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The latest requests with a body, byte for byte as they came, so that tests can hold what was
/// sent against what arrived. Thread-safe.
public final class ReceivedRequests {
    /// The ring's places.
    private static final int MOST = 32;

    /// Larger bodies are not kept.
    private static final int MOST_BODY_BYTES = 1 << 20;

    /// One request.
    ///
    /// @param path with its query
    public record Received(String path, byte[] body) {}

    private final ArrayDeque<Received> latest = new ArrayDeque<>(MOST);

    void add(String path, byte[] body) {
        if (body.length > MOST_BODY_BYTES) {
            return;
        }
        synchronized (latest) {
            if (latest.size() == MOST) {
                latest.removeFirst();
            }
            latest.addLast(new Received(path, body));
        }
    }

    /// Oldest first.
    public List<Received> all() {
        synchronized (latest) {
            return new ArrayList<>(latest);
        }
    }

    /// @throws java.util.NoSuchElementException if nothing was received
    public Received last() {
        synchronized (latest) {
            return latest.getLast();
        }
    }
}
