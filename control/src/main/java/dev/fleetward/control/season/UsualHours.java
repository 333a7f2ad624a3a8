package dev.fleetward.control.season;

import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What profiles say of moments: between the middles of two hours, since a morning rises within an
/// hour as well. Where hardly anything is known of so long prompts, what is known of shorter ones
/// counts. Confined to its [SeasonBook].
final class UsualHours {
    /// Hours that are remembered, so that they are not worked out for every call.
    private static final int MOST_HOURS = 4_000;

    private static final long HOUR = 3_600_000_000L;

    private final ProfileBook profiles;
    private final Map<Of, Optional<Hour>> known = new LinkedHashMap<>();

    private record Of(String endpoint, String region, PromptSize size, long hour) {}

    /// Nanoseconds without prefill. Immutable.
    private record Hour(double unloaded, double day, double band) {}

    UsualHours(ProfileBook profiles) {
        this.profiles = profiles;
    }

    /// To be called when hours were closed.
    void forget() {
        known.clear();
    }

    /// Null where nearly nothing is known.
    @Nullable Usual at(
            String endpoint, String region, PromptSize size, double prefillNanos, long wallMicros) {
        long earlier = Math.floorDiv(wallMicros - HOUR / 2, HOUR);
        Hour before = hour(new Of(endpoint, region, size, earlier));
        Hour after = hour(new Of(endpoint, region, size, earlier + 1));
        if (before == null || after == null) {
            return null;
        }
        double part = (double) Math.floorMod(wallMicros - HOUR / 2, HOUR) / HOUR;
        double wait = between(before.unloaded, after.unloaded, part);
        double day = between(before.day, after.day, part);
        return new Usual(
                wait + prefillNanos,
                between(before.band, after.band, part),
                (wait + prefillNanos) / (day + prefillNanos));
    }

    private static double between(double one, double other, double part) {
        return one + (other - one) * part;
    }

    private @Nullable Hour hour(Of of) {
        Optional<Hour> hour = known.get(of);
        if (hour == null) {
            if (known.size() >= MOST_HOURS) {
                known.clear();
            }
            hour = worked(of);
            known.put(of, hour);
        }
        return hour.orElse(null);
    }

    private Optional<Hour> worked(Of of) {
        for (int i = of.size.ordinal(); i >= 0; i--) {
            ProfileKey key =
                    new ProfileKey(
                            of.endpoint,
                            of.region,
                            PromptSize.values()[i],
                            Measure.FIRST_TOKEN_LESS_PREFILL);
            Optional<Baseline> baseline = profiles.at(key, of.hour * HOUR);
            if (baseline.isPresent()) {
                double wait = baseline.get().median();
                return Optional.of(
                        new Hour(wait, wait / baseline.get().ratioToDay(), baseline.get().band()));
            }
        }
        return Optional.empty();
    }
}
