package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentBook;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells of the node's own trouble where incidents cannot be kept: what keeps them from the disk
/// would keep the alarm of it, too. Thread-safe.
///
/// 1. A webhook is told once that the trouble began and once that it is over, from memory, until it
///    has acknowledged each; a process that ends forgets it.
/// 2. The incident that is kept as soon as that is possible again is told as well, in a thread of
///    its own: here somebody is told twice rather than not at all.
public final class NoticesFromMemory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NoticesFromMemory.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /// Of an incident that nobody can ask for: it is in no store.
    private static final long NUMBER = 0;

    private final AlertSource source;
    private final BooleanSupplier cannotKeep;
    private final Supplier<@Nullable FleetSnapshot> snapshot;
    private final Supplier<List<Webhook>> webhooks;
    private final IncidentPolicy policy;
    private final Clock clock;
    private final WebhookPost post = new WebhookPost();
    private final Thread thread;

    // Of the thread that steps alone.
    private final Map<String, Telling> told = new HashMap<>();
    private final Map<String, Long> pausedUntil = new HashMap<>();
    private @Nullable IncidentBook book;
    private @Nullable Incident incident;

    /// @param source of alerts that name no part of the fleet
    /// @param cannotKeep whether incidents wait for the store now
    public NoticesFromMemory(
            AlertSource source,
            BooleanSupplier cannotKeep,
            Supplier<@Nullable FleetSnapshot> snapshot,
            Supplier<List<Webhook>> webhooks,
            IncidentPolicy policy,
            Clock clock) {
        this.source = source;
        this.cannotKeep = cannotKeep;
        this.snapshot = snapshot;
        this.webhooks = webhooks;
        this.policy = policy;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("notices-from-memory").unstarted(this::run);
    }

    /// Begins to look every few seconds.
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    step();
                } catch (IOException | RuntimeException fault) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the node's own alerts", fault);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks once and tells what is to be told. Called by one thread.
    void step() throws IOException, InterruptedException {
        FleetSnapshot fleet = snapshot.get();
        if (fleet == null) {
            return;
        }
        Incident known = incident;
        boolean isOpen = known != null && known.isOpen();
        if (isOpen || cannotKeep.getAsBoolean()) {
            look(source.alerts(), fleet, isOpen);
        }
        Incident now = incident;
        if (now != null) {
            for (Webhook webhook : webhooks.get()) {
                tell(webhook, now);
            }
        }
    }

    private void look(List<Alert> alerts, FleetSnapshot fleet, boolean isOpen) {
        long now = clock.wallMicros();
        IncidentBook of = book;
        if (!isOpen || of == null) {
            if (alerts.isEmpty()) {
                return;
            }
            of = new IncidentBook(policy, List.of(), NUMBER, now);
            book = of;
            told.clear();
        }
        of.take(alerts, Set.of(), fleet, now).forEach(change -> incident = change.after());
    }

    private void tell(Webhook webhook, Incident now) throws InterruptedException {
        Telling before = told.get(webhook.name());
        List<Telling.Event> events = Telling.next(webhook, now, before);
        if (events.isEmpty()
                || clock.wallMicros() < pausedUntil.getOrDefault(webhook.name(), Long.MIN_VALUE)) {
            return;
        }
        Telling after = Telling.of(now, before);
        for (Telling.Event event : events) {
            if (!send(webhook, event, now, after.thread())) {
                pausedUntil.put(webhook.name(), clock.wallMicros() + PAUSE.toNanos() / 1_000);
                return;
            }
        }
        told.put(webhook.name(), after);
    }

    private boolean send(Webhook webhook, Telling.Event event, Incident now, String thread)
            throws InterruptedException {
        String key = thread + "-" + event.label() + "-from-memory";
        Outbox.Notice notice =
                new Outbox.Notice(
                        NUMBER,
                        webhook.name(),
                        now.number(),
                        event.label(),
                        key,
                        NoticeBody.of(webhook.shape(), event, now, thread, key, clock.wallMicros()),
                        clock.wallMicros(),
                        0);
        return switch (post.send(webhook, notice)) {
            case WebhookPost.Outcome.Acknowledged _ -> true;
            case WebhookPost.Outcome.Refused(String words) -> unanswered(webhook, words);
            case WebhookPost.Outcome.Unanswered(String words) -> unanswered(webhook, words);
        };
    }

    private static boolean unanswered(Webhook webhook, String words) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "the notification " + webhook.name() + " is not answered: " + words);
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        post.close();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
