package dev.fleetward.app.view;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.gateway.observe.CallObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// Counts what a gateway in this process does, since it started. Thread-safe. Holds one line per
/// feature and endpoint of the configuration, which bounds it.
public final class Tally implements CallObserver {
    private final Sums total = new Sums();
    private final Map<String, Sums> features = new ConcurrentSkipListMap<>();
    private final Map<String, Sums> endpoints = new ConcurrentSkipListMap<>();

    @Override
    public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
        return null;
    }

    @Override
    public void closed(CallEvent closed, @Nullable Span span) {
        Sums feature = features.computeIfAbsent(closed.who().feature(), name -> new Sums());
        feature.use(closed);
        total.use(closed);
        if (closed.outcome().last()) {
            feature.end(closed);
            total.end(closed);
        }
        String endpoint = closed.target().endpoint();
        if (endpoint != null && closed.attempt() > 0) {
            Sums sums = endpoints.computeIfAbsent(endpoint, name -> new Sums());
            sums.use(closed);
            sums.end(closed);
        }
    }

    public Line total() {
        return total.line("all");
    }

    public List<Line> features() {
        return lines(features);
    }

    public List<Line> endpoints() {
        return lines(endpoints);
    }

    private static List<Line> lines(Map<String, Sums> sums) {
        return sums.entrySet().stream()
                .map(entry -> entry.getValue().line(entry.getKey()))
                .toList();
    }
}
