package dev.fleetward.control.season;

import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.PeakRule;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Peak;
import dev.fleetward.core.snapshot.Route;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which routes are at their peak, from one look to the next. Where a rule is measured, the season
/// of the route's first endpoint counts: of its first tokens, in the region and at the size of
/// prompts of which the most is known. Confined to one thread.
public final class Peaks {
    private final Seasons seasons;
    private Set<String> on = Set.of();

    public Peaks(Seasons seasons) {
        this.seasons = seasons;
    }

    /// The names of the routes that are at their peak now.
    public Set<String> look(FleetSnapshot fleet, long wallMicros) {
        Set<String> now = new TreeSet<>();
        for (Route route : fleet.routes().values()) {
            Peak peak = route.peak();
            if (peak != null
                    && peak.rule()
                            .isOn(
                                    on.contains(route.name()),
                                    wallMicros,
                                    usual(route, peak.rule()))) {
                now.add(route.name());
            }
        }
        on = Set.copyOf(now);
        return on;
    }

    private Optional<Baseline> usual(Route route, PeakRule rule) {
        if (rule instanceof PeakRule.Scheduled || route.candidates().isEmpty()) {
            return Optional.empty();
        }
        String endpoint = route.candidates().getFirst().endpoint().name();
        return Optional.ofNullable(Heaviest.firstTokens(seasons.weights()).get(endpoint))
                .flatMap(seasons::usual);
    }
}
