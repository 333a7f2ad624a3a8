package dev.fleetward.testbed.season;

import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.testbed.season.MorningFleet.Endpoint;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the fleet's own profiles say is usual, and the prefill that is predicted for a prompt.
/// Confined to its run.
final class MorningBaseline {
    private static final double NANOS_PER_MILLI = 1e6;

    private static final long HALF_HOUR = 1_800_000_000L;

    private final ProfileBook profiles = new ProfileBook();
    private final Map<HourKey, Optional<Hour>> known = new HashMap<>();

    private record HourKey(String endpoint, PromptSize size, long hour) {}

    /// What is usual in one hour, in milliseconds without prefill. Immutable.
    private record Hour(double unloaded, double day, double band) {}

    /// What is usual for one call. Immutable.
    ///
    /// @param size of the prompt
    /// @param firstToken in milliseconds, prefill included
    /// @param band half its width, as a logarithm
    /// @param dayRatio this hour's over the day's
    record Usual(String size, double firstToken, double band, double dayRatio) {}

    void record(Endpoint endpoint, long prompt, long wallMicros, double firstToken) {
        double wait = firstToken - endpoint.predicted() * prompt;
        profiles.record(key(endpoint, PromptSize.of(prompt)), wallMicros, wait * NANOS_PER_MILLI);
    }

    void closeHours(long nowMicros) {
        profiles.closeHours(nowMicros);
    }

    /// Where hardly anything is known of so long prompts, what is known of shorter ones; null where
    /// nothing is.
    @Nullable Usual at(Endpoint endpoint, long prompt, long wallMicros) {
        PromptSize size = PromptSize.of(prompt);
        long earlier = Math.floorDiv(wallMicros - HALF_HOUR, 2 * HALF_HOUR);
        Hour before = hour(endpoint, size, earlier);
        Hour after = hour(endpoint, size, earlier + 1);
        if (before == null || after == null) {
            return null;
        }
        // A morning rises within an hour as well: between the middles of two.
        double part =
                (double) Math.floorMod(wallMicros - HALF_HOUR, 2 * HALF_HOUR) / (2 * HALF_HOUR);
        double wait = between(before.unloaded(), after.unloaded(), part);
        double day = between(before.day(), after.day(), part);
        double prefill = endpoint.predicted() * prompt;
        return new Usual(
                size.name().toLowerCase(Locale.ROOT),
                wait + prefill,
                between(before.band(), after.band(), part),
                (wait + prefill) / (day + prefill));
    }

    private static double between(double one, double other, double part) {
        return one + (other - one) * part;
    }

    /// Asked for once: the past does not change on the morning.
    private @Nullable Hour hour(Endpoint endpoint, PromptSize size, long hour) {
        return known.computeIfAbsent(
                        new HourKey(endpoint.name(), size, hour),
                        key -> Optional.ofNullable(ofProfile(endpoint, size, hour)))
                .orElse(null);
    }

    private @Nullable Hour ofProfile(Endpoint endpoint, PromptSize size, long hour) {
        for (int i = size.ordinal(); i >= 0; i--) {
            Optional<Baseline> baseline =
                    profiles.at(key(endpoint, PromptSize.values()[i]), hour * 2 * HALF_HOUR);
            if (baseline.isPresent()) {
                double wait = baseline.get().median() / NANOS_PER_MILLI;
                return new Hour(wait, wait / baseline.get().ratioToDay(), baseline.get().band());
            }
        }
        return null;
    }

    private static ProfileKey key(Endpoint endpoint, PromptSize size) {
        return new ProfileKey(
                endpoint.name(), endpoint.region(), size, Measure.FIRST_TOKEN_LESS_PREFILL);
    }
}
