package dev.fleetward.control.season;

import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Forecast;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Scope;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What may be asked of the memory by hour of the week. Thread-safe; answers in milliseconds, a
/// verdict within a second or so.
public interface Seasons {
    /// The longest time that a verdict can be asked about: it takes two hours before that as well.
    Duration LONGEST = Duration.ofHours(21);

    SeasonState state();

    /// Every profile, with the weight of the values that it rests on.
    Map<ProfileKey, Double> weights();

    /// What is to be expected in the next day.
    Forecast forecast(ProfileKey key);

    /// What is usual now; empty where nearly nothing is known.
    Optional<Baseline> usual(ProfileKey key);

    /// What is usual in the hours of the week to come; those of which nothing is known are left
    /// out.
    List<Baseline> week(ProfileKey key);

    /// Why is it slow? Empty where nothing is known yet.
    ///
    /// @param scope whose calls
    /// @param fromMicros at most [#LONGEST] ago
    Optional<SlowAnswer> slow(Scope scope, long fromMicros, ZoneId zone, List<Mark> marks);
}
