package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.objective.BurnWindow;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.objective.Standing;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the watch sees of promises, as JSON members. A rate or a rest that is infinite, because
/// nothing at all may fail and something did, is null. Stateless.
final class ObjectivesView {
    private ObjectivesView() {}

    static Object of(WatchReading reading, @Nullable FleetSnapshot fleet) {
        return members(
                "state", reading.state().label(),
                "trouble", reading.trouble(),
                "behindMillis", reading.behindMillis() < 0 ? null : reading.behindMillis(),
                "at", reading.wallMicros() == 0 ? null : text(reading.wallMicros()),
                "objectives",
                        reading.standings().stream().map(each -> standing(each, fleet)).toList(),
                "alerts", reading.alerts().stream().map(ObjectivesView::alert).toList(),
                "policy", policy(reading.policy()));
    }

    /// For the status of the process.
    static Object summary(WatchReading reading) {
        return members(
                "state", reading.state().label(),
                "trouble", reading.trouble(),
                "burning", reading.alerts().stream().map(Alert::words).toList(),
                "policy", policy(reading.policy()));
    }

    private static Object standing(Standing standing, @Nullable FleetSnapshot fleet) {
        ServiceLevel level = standing.level();
        return members(
                "kind", level.holder().kind().label(),
                "name", level.holder().name(),
                "measure", level.measure().label(),
                "owner", fleet == null ? null : owner(level.holder(), fleet),
                "target", level.target().toString(),
                "limitMillis", level.limitNanos() == 0 ? null : level.limitNanos() / 1e6,
                "events", standing.period().events(),
                "bad", standing.period().bad(),
                "attained", standing.attained(),
                "budgetLeft", finite(standing.left()),
                "lastsSeconds", seconds(standing.lasts()),
                "burn", standing.burns().stream().map(ObjectivesView::burn).toList(),
                "alarms", standing.alarms().stream().map(ObjectivesView::alarm).toList());
    }

    private static @Nullable String owner(Holder holder, FleetSnapshot fleet) {
        Owner owner =
                switch (holder.kind()) {
                    case FEATURE -> {
                        Feature feature = fleet.features().get(holder.name());
                        yield feature == null ? null : feature.owner();
                    }
                    case ROUTE -> null;
                    case ENDPOINT -> {
                        Endpoint endpoint = fleet.endpoints().get(holder.name());
                        yield endpoint == null ? null : endpoint.responsible();
                    }
                };
        return owner == null ? null : owner.name();
    }

    private static Object burn(Standing.Burn burn) {
        return members(
                "window", BurnWindow.label(burn.window()),
                "events", burn.counts().events(),
                "bad", burn.counts().bad(),
                "rate", finite(burn.rate()));
    }

    private static Object alarm(Standing.Alarm alarm) {
        BurnWindow window = alarm.window();
        return members(
                "severity", window.severity().label(),
                "long", BurnWindow.label(window.longWindow()),
                "short", BurnWindow.label(window.shortWindow()),
                "threshold", window.rateTenths() / 10.0,
                "since", text(alarm.sinceMicros()));
    }

    private static Object alert(Alert alert) {
        Subject subject = alert.subject();
        return members(
                "kind", alert.kind().label(),
                "severity", alert.severity().label(),
                "subject",
                        members(
                                "feature", subject.feature(),
                                "route", subject.route(),
                                "endpoint", subject.endpoint(),
                                "pool", subject.pool(),
                                "provider", subject.provider(),
                                "region", subject.region()),
                "words", alert.words(),
                "since", text(alert.sinceWallMicros()));
    }

    private static Object policy(BurnPolicy policy) {
        return members(
                "shedBatch", sorted(policy.directives().shedBatch()),
                "preferFallback", sorted(policy.directives().preferFallback()),
                "withoutHedges", sorted(policy.directives().withoutHedges()),
                "frozen", sorted(policy.frozen()));
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static @Nullable Long seconds(Optional<Duration> time) {
        return time.isPresent() ? time.get().toSeconds() : null;
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }

    private static String text(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
