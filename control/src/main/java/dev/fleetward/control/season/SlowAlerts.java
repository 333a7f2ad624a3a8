package dev.fleetward.control.season;

import dev.fleetward.control.incident.AlertSource;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.season.HourOfWeek;
import dev.fleetward.core.season.slow.SlowEndpoints;
import dev.fleetward.core.season.slow.SlowEndpoints.Slow;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Endpoints that answer, and are slower than is usual at this hour. A ticket; a page where an
/// interactive feature that calls the endpoint burns its error budget at a rate that pages.
/// Confined to the thread that asks.
public final class SlowAlerts implements AlertSource {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final SeasonWatch seasons;
    private final Supplier<@Nullable FleetSnapshot> fleet;
    private final Supplier<List<Alert>> burns;
    private final Clock clock;
    private final SlowEndpoints endpoints = new SlowEndpoints();
    private List<Slow> last = List.of();
    private long lastNanos;
    private boolean looked;

    /// @param burns the alerts of budgets that burn too fast
    public SlowAlerts(
            SeasonWatch seasons,
            Supplier<@Nullable FleetSnapshot> fleet,
            Supplier<List<Alert>> burns,
            Clock clock) {
        this.seasons = seasons;
        this.fleet = fleet;
        this.burns = burns;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "the seasons";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(Alert.Kind.SLOW);
    }

    @Override
    public List<Alert> alerts() throws IOException {
        String trouble = seasons.state().trouble();
        FleetSnapshot snapshot = fleet.get();
        if (trouble != null || snapshot == null) {
            throw new IOException(String.valueOf(trouble));
        }
        if (!looked || clock.nanos() - lastNanos >= PERIOD.toNanos()) {
            looked = true;
            lastNanos = clock.nanos();
            last =
                    endpoints.look(
                            seasons.since(clock.wallMicros() - SlowEndpoints.LONGEST_MICROS),
                            clock.wallMicros());
        }
        Set<String> burning = burning(snapshot);
        List<Alert> alerts = new ArrayList<>();
        for (Slow slow : last) {
            Endpoint endpoint = snapshot.endpoints().get(slow.endpoint());
            if (endpoint != null) {
                alerts.add(alert(slow, endpoint, burning));
            }
        }
        return alerts;
    }

    private Set<String> burning(FleetSnapshot snapshot) {
        Set<String> burning = new HashSet<>();
        for (Alert alert : burns.get()) {
            String name = alert.subject().feature();
            Feature feature = name == null ? null : snapshot.features().get(name);
            if (feature != null
                    && feature.callClass() == CallClass.INTERACTIVE
                    && alert.severity() == Severity.PAGE) {
                burning.add(name);
            }
        }
        return burning;
    }

    private Alert alert(Slow slow, Endpoint endpoint, Set<String> burning) {
        List<String> suffering =
                slow.features().stream().filter(burning::contains).sorted().toList();
        return new Alert(
                Alert.Kind.SLOW,
                suffering.isEmpty() ? Severity.TICKET : Severity.PAGE,
                Subject.ofEndpoint(
                        endpoint.name(),
                        endpoint.pool() == null ? null : endpoint.pool().name(),
                        endpoint.provider().name(),
                        endpoint.region()),
                words(slow, suffering, clock.wallMicros()),
                slow.sinceMicros());
    }

    static String words(Slow slow, List<String> suffering, long nowMicros) {
        return String.format(
                Locale.ROOT,
                "%s: first tokens take %.0f ms, normally %.0f ms at %s (%+.0f%%; usual up to"
                        + " %+.0f%%; %,d calls in %d min)%s.",
                slow.endpoint(),
                slow.observed() / 1e6,
                slow.usual() / 1e6,
                HourOfWeek.at(nowMicros),
                Math.expm1(slow.residual()) * 100,
                Math.expm1(slow.band()) * 100,
                slow.calls(),
                slow.windowMicros() / 60_000_000,
                suffering.isEmpty()
                        ? ""
                        : ", and " + String.join(", ", suffering) + " burns its budget");
    }
}
