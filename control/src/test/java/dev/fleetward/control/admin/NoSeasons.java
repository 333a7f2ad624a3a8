package dev.fleetward.control.admin;

import dev.fleetward.control.season.SeasonState;
import dev.fleetward.control.season.Seasons;
import dev.fleetward.control.season.SlowAnswer;
import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Scope;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A memory that has none. Immutable.
final class NoSeasons implements Seasons {
    @Override
    public SeasonState state() {
        return SeasonState.FIRST;
    }

    @Override
    public Map<ProfileKey, Double> weights() {
        return Map.of();
    }

    @Override
    public Forecast forecast(ProfileKey key) {
        return new Forecast(key, List.of());
    }

    @Override
    public Optional<Baseline> usual(ProfileKey key) {
        return Optional.empty();
    }

    @Override
    public List<Baseline> week(ProfileKey key) {
        return List.of();
    }

    @Override
    public Optional<SlowAnswer> slow(Scope scope, long fromMicros, ZoneId zone, List<Mark> marks) {
        return Optional.empty();
    }
}
