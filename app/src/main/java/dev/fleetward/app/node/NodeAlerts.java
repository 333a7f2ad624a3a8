package dev.fleetward.app.node;

import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What the node alerts of about itself: calls that cannot be recorded, and storage that does not
/// answer. Thread-safe.
///
/// 1. It pages while calls were refused as unrecordable within the last [#LATELY], and while the
///    event log is full for longer than [#BLINK].
/// 2. It is a ticket while the ledger or the control store does not answer for longer than
///    [#PATIENCE].
final class NodeAlerts implements AlertSource {
    static final Duration LATELY = Duration.ofMinutes(1);
    static final Duration BLINK = Duration.ofSeconds(5);
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /// For how long a part must be well to count as well: one that is tried again every second may
    /// look so for a moment.
    static final Duration CALM = Duration.ofSeconds(10);

    private final LongSupplier unrecordable;
    private final List<Part> parts;
    private final Clock clock;

    // Guarded by this.
    private long counted;
    private long refusedAtMicros = Long.MIN_VALUE;
    private long refusingSinceMicros;

    /// @param unrecordable how many calls were refused so far because they could not be recorded
    /// @param log whether the event log is full
    /// @param ledger whether the ledger does not answer
    /// @param store whether the control store does not answer
    NodeAlerts(
            LongSupplier unrecordable,
            BooleanSupplier log,
            BooleanSupplier ledger,
            BooleanSupplier store,
            Clock clock) {
        this.unrecordable = unrecordable;
        this.clock = clock;
        this.parts =
                List.of(
                        new Part("the event log is full", Severity.PAGE, BLINK, log),
                        new Part("the ledger does not answer", Severity.TICKET, PATIENCE, ledger),
                        new Part(
                                "the control store does not answer",
                                Severity.TICKET,
                                PATIENCE,
                                store));
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return EnumSet.of(Alert.Kind.NODE);
    }

    /// At most one alert: all of it is about one node.
    @Override
    public synchronized List<Alert> alerts() {
        long now = clock.wallMicros();
        List<String> words = new ArrayList<>();
        Severity severity = Severity.TICKET;
        long since = now;
        if (isRefusing(now)) {
            words.add("calls are refused because they cannot be recorded");
            severity = Severity.PAGE;
            since = refusingSinceMicros;
        }
        for (Part part : parts) {
            if (part.fails(now)) {
                words.add(part.words);
                severity = severity == Severity.PAGE ? severity : part.severity;
                since = Math.min(since, part.sinceMicros);
            }
        }
        return words.isEmpty()
                ? List.of()
                : List.of(
                        new Alert(
                                Alert.Kind.NODE,
                                severity,
                                Subject.ofNode(),
                                String.join("; ", words) + " (`fleetward status` says why)",
                                since));
    }

    private boolean isRefusing(long now) {
        long lately = TimeUnit.MICROSECONDS.convert(LATELY);
        boolean was = refusedAtMicros != Long.MIN_VALUE && now - refusedAtMicros < lately;
        long count = unrecordable.getAsLong();
        if (count <= counted) {
            return was;
        }
        counted = count;
        refusedAtMicros = now;
        refusingSinceMicros = was ? refusingSinceMicros : now;
        return true;
    }

    /// A part of the node that is well or not. Guarded by its owner.
    private static final class Part {
        final String words;
        final Severity severity;
        private final long patienceMicros;
        private final BooleanSupplier trouble;
        private long seenMicros = Long.MIN_VALUE;
        long sinceMicros;

        Part(String words, Severity severity, Duration patience, BooleanSupplier trouble) {
            this.words = words;
            this.severity = severity;
            this.patienceMicros = TimeUnit.MICROSECONDS.convert(patience);
            this.trouble = trouble;
        }

        /// Whether it has been in trouble for longer than its patience.
        boolean fails(long now) {
            if (trouble.getAsBoolean()) {
                sinceMicros = isCalm(now) ? now : sinceMicros;
                seenMicros = now;
            }
            return !isCalm(now) && seenMicros - sinceMicros > patienceMicros;
        }

        private boolean isCalm(long now) {
            return seenMicros == Long.MIN_VALUE
                    || now - seenMicros > TimeUnit.MICROSECONDS.convert(CALM);
        }
    }
}
