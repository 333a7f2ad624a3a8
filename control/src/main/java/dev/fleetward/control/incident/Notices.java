package dev.fleetward.control.incident;

import dev.fleetward.control.incident.WebhookPost.Outcome;
import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Sends what the outbox holds, each webhook on a thread of its own, so that a slow one keeps none
/// of the others. Thread-safe.
///
/// 1. A notice is sent until its receiver has acknowledged it with a status of 200 to 299, for
///    [#GIVE_UP_AFTER] at most, with pauses that grow to [#LONGEST_PAUSE].
/// 2. Of one incident a webhook gets a notice only after it has acknowledged the one before it.
/// 3. What was acknowledged is not sent again, unless the process dies between the answer and its
///    commit: then it is sent once more, with the same key.
final class Notices implements AutoCloseable {
    static final Duration GIVE_UP_AFTER = Duration.ofHours(48);
    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(Notices.class.getName());
    private static final int AT_ONCE = 50;

    private final ControlStore store;
    private final Supplier<List<Webhook>> webhooks;
    private final Clock clock;
    private final WebhookPost post = new WebhookPost();

    /// Those that somebody sends to now.
    private final Map<String, Thread> busy = new ConcurrentHashMap<>();

    /// Until when a webhook is left alone, in monotonic nanoseconds, since it did not answer.
    private final Map<String, Long> pausedUntil = new ConcurrentHashMap<>();

    /// What was acknowledged while the store could not be written.
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

    Notices(ControlStore store, Supplier<List<Webhook>> webhooks, Clock clock) {
        this.store = store;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    /// Sees to it that somebody sends what is due, and returns at once.
    void nudge() {
        for (Webhook webhook : webhooks.get()) {
            if (!isPaused(webhook) && !busy.containsKey(webhook.name())) {
                Thread sender =
                        Thread.ofVirtual()
                                .name("notices-" + webhook.name())
                                .unstarted(() -> {
                                    try {
                                        send(webhook);
                                    } finally {
                                        busy.remove(webhook.name());
                                    }
                                });
                if (busy.putIfAbsent(webhook.name(), sender) == null) {
                    sender.start();
                }
            }
        }
    }

    private boolean isPaused(Webhook webhook) {
        Long until = pausedUntil.get(webhook.name());
        return until != null && clock.nanos() - until < 0;
    }

    /// Sends what is due to one webhook until nothing is, or it does not answer.
    void send(Webhook webhook) {
        try {
            while (!isPaused(webhook)) {
                List<Outbox.Notice> due =
                        store.read(rows ->
                                Outbox.due(rows, webhook.name(), clock.wallMicros(), AT_ONCE));
                if (due.isEmpty()) {
                    return;
                }
                for (Outbox.Notice notice : due) {
                    if (!send(webhook, notice)) {
                        return;
                    }
                }
            }
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "notices wait for the control store", later);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the webhook may be sent the next one; what came of this one is kept.
    private boolean send(Webhook webhook, Outbox.Notice notice)
            throws StoreUnavailable, InterruptedException {
        Outcome outcome =
                acknowledged.contains(notice.number())
                        ? new Outcome.Acknowledged()
                        : post.send(webhook, notice);
        return switch (outcome) {
            case Outcome.Acknowledged _ -> {
                sent(webhook, notice);
                yield true;
            }
            case Outcome.Refused(String words) -> {
                failed(notice, words);
                yield true;
            }
            case Outcome.Unanswered(String words) -> {
                pause(webhook, notice, words);
                failed(notice, words);
                yield false;
            }
        };
    }

    private void sent(Webhook webhook, Outbox.Notice notice) throws StoreUnavailable {
        acknowledged.add(notice.number());
        if (pausedUntil.remove(webhook.name()) != null) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the notification " + webhook.name() + " is answered again");
        }
        store.write(rows -> {
            Outbox.sent(rows, notice.number());
            return notice;
        });
        acknowledged.remove(notice.number());
    }

    private void failed(Outbox.Notice notice, String words) throws StoreUnavailable {
        long next = clock.wallMicros() + pauseMicros(notice.attempts());
        store.write(rows -> {
            Outbox.failed(rows, notice.number(), next, words);
            return notice;
        });
    }

    private void pause(Webhook webhook, Outbox.Notice notice, String words) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(pauseMicros(notice.attempts()));
        if (pausedUntil.put(webhook.name(), clock.nanos() + nanos) == null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the notification "
                            + webhook.name()
                            + " is not answered and is tried again: "
                            + words);
        }
    }

    static long pauseMicros(int attemptsBefore) {
        long pause = FIRST_PAUSE.toMillis() << Math.min(attemptsBefore, 20);
        return TimeUnit.MILLISECONDS.toMicros(Math.min(pause, LONGEST_PAUSE.toMillis()));
    }

    /// Gives up what is too old.
    void sweep() throws StoreUnavailable {
        long before = clock.wallMicros() - TimeUnit.MICROSECONDS.convert(GIVE_UP_AFTER);
        int givenUp = store.write(rows -> Outbox.sweep(rows, before));
        if (givenUp > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    givenUp
                            + " notices of incidents were given up: nobody took them for "
                            + GIVE_UP_AFTER.toHours()
                            + " hours");
        }
    }

    List<Outbox.Summary> summaries() throws StoreUnavailable {
        List<Outbox.Summary> summaries = new ArrayList<>();
        for (Webhook webhook : webhooks.get()) {
            summaries.add(store.read(rows -> Outbox.summary(rows, webhook.name())));
        }
        return summaries;
    }

    @Override
    public void close() throws InterruptedException {
        List<Thread> senders = List.copyOf(busy.values());
        post.close();
        senders.forEach(Thread::interrupt);
        for (Thread sender : senders) {
            sender.join();
        }
    }
}
