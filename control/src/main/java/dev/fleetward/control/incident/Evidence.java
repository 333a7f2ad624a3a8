package dev.fleetward.control.incident;

import static dev.fleetward.control.incident.Concerned.number;
import static dev.fleetward.control.incident.Concerned.share;
import static dev.fleetward.control.incident.Concerned.text;
import static dev.fleetward.control.incident.Concerned.time;

import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the ledger and the log of changes tell of the time of an incident: what was routed instead,
/// what failed and how, which versions were served, which limits were met, what was changed. Both
/// keep what they have for ever, so it is looked up when somebody asks; how things stood when an
/// incident opened is in its own time line, by [Scenes]. Thread-safe.
public final class Evidence {
    /// How long before an incident counts as its time, too.
    private static final long BEFORE_MICROS = TimeUnit.MINUTES.toMicros(30);

    private final LedgerRows ledger;
    private final Changes changes;

    /// What altered the snapshot. Thread-safe; may block.
    @FunctionalInterface
    public interface Changes {
        List<Moment> between(long fromWallMicros, long toWallMicros) throws IOException;
    }

    public Evidence(LedgerRows ledger, Changes changes) {
        this.ledger = ledger;
        this.changes = changes;
    }

    /// The incident's time line with all that, oldest first.
    ///
    /// @param nowMicros the end of the time of an incident that is not over
    public List<Moment> timeLine(Incident incident, long nowMicros) {
        long from = incident.openedWallMicros() - BEFORE_MICROS;
        long to = incident.isOpen() ? nowMicros : incident.resolvedWallMicros();
        List<Moment> moments = new ArrayList<>(incident.timeLine());
        String about = Concerned.rows(incident);
        if (about != null) {
            String during = " AND accepted_at >= " + time(from) + " AND accepted_at < " + time(to);
            add(moments, to, "ledger", () -> traffic(incident, about, during));
            add(moments, to, "ledger", () -> failures(about, during));
            add(moments, to, "ledger", () -> versions(about, during));
            add(moments, to, "ledger", () -> limits(about, during));
        }
        add(moments, to, "change log", () -> changes.between(from, to));
        moments.sort(Comparator.comparingLong(Moment::wallMicros));
        return moments;
    }

    @FunctionalInterface
    private interface Asking {
        List<Moment> ask() throws IOException;
    }

    private static void add(List<Moment> moments, long at, String whom, Asking asking) {
        try {
            moments.addAll(asking.ask());
        } catch (IOException | RuntimeException silent) {
            Moment said = new Moment(at, Moment.Kind.NOTE, "The " + whom + " does not answer now.");
            if (!moments.contains(said)) {
                moments.add(said);
            }
        }
    }

    /// How the routes' calls went to endpoints before the incident, and since.
    private List<Moment> traffic(Incident incident, String about, String during)
            throws IOException {
        String opened = time(incident.openedWallMicros());
        List<List<@Nullable Object>> rows =
                ledger.of(
                        "SELECT endpoint, count(*) FILTER (WHERE accepted_at < "
                                + opened
                                + ") AS before, count(*) FILTER (WHERE accepted_at >= "
                                + opened
                                + ") AS since FROM events WHERE outcome = 'succeeded' AND endpoint"
                                + " IS NOT NULL AND route IN (SELECT DISTINCT route FROM events"
                                + " WHERE "
                                + about
                                + during
                                + ")"
                                + during
                                + " GROUP BY endpoint ORDER BY since DESC, endpoint LIMIT 20");
        long before = rows.stream().mapToLong(row -> number(row, 1)).sum();
        long since = rows.stream().mapToLong(row -> number(row, 2)).sum();
        if (before + since == 0) {
            return List.of();
        }
        String words =
                rows.stream()
                        .map(row ->
                                text(row, 0)
                                        + " "
                                        + share(number(row, 1), before)
                                        + " → "
                                        + share(number(row, 2), since))
                        .collect(Collectors.joining(", "));
        return List.of(
                new Moment(
                        incident.openedWallMicros(),
                        Moment.Kind.TRAFFIC,
                        "Answered calls by endpoint, half an hour before → since: " + words + "."));
    }

    private List<Moment> failures(String about, String during) throws IOException {
        return ledger
                .of(
                        "SELECT endpoint, coalesce(failure, flaw) AS what, count(*) AS n,"
                                + " epoch_us(min(accepted_at)) AS first FROM events WHERE "
                                + about
                                + during
                                + " AND (failure IS NOT NULL OR flaw IS NOT NULL) GROUP BY 1, 2"
                                + " ORDER BY n DESC LIMIT 10")
                .stream()
                .map(row ->
                        new Moment(
                                number(row, 3),
                                Moment.Kind.FAILURES,
                                text(row, 0)
                                        + ": "
                                        + text(row, 1)
                                        + ", "
                                        + number(row, 2)
                                        + " attempts from here on."))
                .toList();
    }

    private List<Moment> versions(String about, String during) throws IOException {
        return ledger
                .of(
                        "SELECT endpoint, model_served, count(*) AS n,"
                                + " epoch_us(min(accepted_at)) AS first FROM events WHERE "
                                + about
                                + during
                                + " AND model_served IS NOT NULL GROUP BY 1, 2 ORDER BY first"
                                + " LIMIT 20")
                .stream()
                .map(row ->
                        new Moment(
                                number(row, 3),
                                Moment.Kind.VERSION,
                                text(row, 0)
                                        + " served "
                                        + text(row, 1)
                                        + ", "
                                        + number(row, 2)
                                        + " answers from here on."))
                .toList();
    }

    private List<Moment> limits(String about, String during) throws IOException {
        return ledger
                .of(
                        "SELECT endpoint, count(*) AS n, epoch_us(min(accepted_at)) AS first FROM"
                                + " events WHERE "
                                + about
                                + during
                                + " AND provider_status = 429 GROUP BY 1 ORDER BY n DESC LIMIT 20")
                .stream()
                .map(row ->
                        new Moment(
                                number(row, 2),
                                Moment.Kind.LIMITS,
                                text(row, 0)
                                        + " answered 429 (its limit) "
                                        + number(row, 1)
                                        + " times from here on."))
                .toList();
    }
}
