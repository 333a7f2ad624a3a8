package dev.fleetward.app.node;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.QuotaView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tells the log, and whoever keeps events, what happens at pools that nobody asked for: features
/// that are starved, providers that surprise. Thread-safe.
final class QuotaNotices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(QuotaNotices.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Supplier<QuotaView> reading;
    private final Clock clock;
    private final Consumer<Notice> events;
    private final StarvationNotices starvation = new StarvationNotices();
    private final SurpriseNotices surprises = new SurpriseNotices();
    private final Thread thread;

    /// @param subject the feature or pool that it is about
    record Notice(String subject, String words) {}

    private QuotaNotices(Supplier<QuotaView> reading, Clock clock, Consumer<Notice> events) {
        this.reading = reading;
        this.clock = clock;
        this.events = events;
        this.thread = Thread.ofVirtual().name("quota-notices").unstarted(this::run);
    }

    static QuotaNotices start(Supplier<QuotaView> reading, Clock clock, Consumer<Notice> events) {
        QuotaNotices notices = new QuotaNotices(reading, clock, events);
        notices.thread.start();
        return notices;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                for (Notice notice : take(reading.get())) {
                    LOG.log(System.Logger.Level.INFO, notice.words());
                    events.accept(notice);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Notice> take(QuotaView quotas) {
        List<Notice> notices = new ArrayList<>(starvation.take(quotas.signals()));
        notices.addAll(surprises.take(quotas.pools(), clock.nanos()));
        return notices;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
