package dev.fleetward.app.node;

import dev.fleetward.core.view.QuotaView.Starvation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Says in the log when a feature begins to be starved, by whom, and when that is over.
/// Thread-safe.
final class StarvationNotices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StarvationNotices.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Supplier<List<Starvation>> reading;
    private final Thread thread;
    private Map<Subject, Starvation> known = Map.of();

    private record Subject(Starvation.Kind kind, String pool, String feature) {}

    private StarvationNotices(Supplier<List<Starvation>> reading) {
        this.reading = reading;
        this.thread = Thread.ofVirtual().name("starvation-notices").unstarted(this::run);
    }

    static StarvationNotices start(Supplier<List<Starvation>> reading) {
        StarvationNotices notices = new StarvationNotices(reading);
        notices.thread.start();
        return notices;
    }

    /// One that looks only when it is told to.
    static StarvationNotices idle() {
        return new StarvationNotices(List::of);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                look();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            for (String line : take(reading.get())) {
                LOG.log(System.Logger.Level.INFO, line);
            }
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a fault of the notices of starvation", bug);
        }
    }

    /// What is new since the last time, in words.
    List<String> take(List<Starvation> now) {
        Map<Subject, Starvation> current = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (Starvation signal : now) {
            Subject subject = new Subject(signal.kind(), signal.pool(), signal.feature());
            current.put(subject, signal);
            if (!known.containsKey(subject)) {
                lines.add("starved (" + signal.kind().label() + "): " + signal.words());
            }
        }
        known.forEach((subject, signal) -> {
            if (!current.containsKey(subject)) {
                lines.add(
                        "no longer starved ("
                                + subject.kind().label()
                                + "): feature "
                                + subject.feature()
                                + " in pool "
                                + subject.pool());
            }
        });
        known = current;
        return lines;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
