package dev.fleetward.control.season;

import dev.fleetward.core.objective.Verdict;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.PrefillModel;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.slow.Cohort;
import org.jspecify.annotations.Nullable;

/// Everything that is remembered of endpoints by the hour: how they read prompts, what is usual,
/// and how the last two days were. Confined to one thread at a time.
final class SeasonBook {
    /// An event of a time so far ahead of the clock says nothing of the last hours.
    private static final long AHEAD_MICROS = 3_600_000_000L;

    private final PrefillModel prefill = new PrefillModel();
    private final ProfileBook profiles = new ProfileBook();
    private final UsualHours hours = new UsualHours(profiles);
    private final RecentCells recent = new RecentCells();
    private final LeftOut leftOut = new LeftOut();
    private long closedHour = Long.MIN_VALUE;
    private long withoutHistory;

    void take(Sample sample, long nowMicros) {
        Cohort cohort = sample.cohort();
        if (sample.firstTokenNanos() > 0) {
            prefill.observe(cohort.endpoint(), sample.uncachedTokens(), sample.firstTokenNanos());
            if (sample.wallMicros() <= nowMicros + AHEAD_MICROS) {
                compare(
                        sample.wallMicros(),
                        cohort,
                        sample.size(),
                        sample.promptTokens(),
                        sample.uncachedTokens(),
                        Math.log(sample.firstTokenNanos()),
                        1);
            }
            record(
                    sample,
                    Measure.FIRST_TOKEN_LESS_PREFILL,
                    sample.firstTokenNanos()
                            - prefill.predictedNanos(cohort.endpoint(), sample.uncachedTokens()));
        }
        if (sample.interTokenNanos() > 0) {
            record(sample, Measure.INTER_TOKEN, sample.interTokenNanos());
        }
        if (sample.verdict() != Verdict.NOT_COUNTED) {
            record(sample, Measure.FAILURES, sample.verdict() == Verdict.BAD ? 1 : 0);
        }
    }

    private void record(Sample sample, Measure measure, double value) {
        profiles.record(
                new ProfileKey(sample.cohort().endpoint(), sample.region(), sample.size(), measure),
                sample.wallMicros(),
                value);
    }

    /// Puts first tokens beside what is usual, if that is known.
    ///
    /// @param logFirstToken the mean logarithm of nanoseconds
    void compare(
            long wallMicros,
            Cohort cohort,
            PromptSize size,
            double promptTokens,
            double uncachedTokens,
            double logFirstToken,
            long calls) {
        Usual usual =
                usual(
                        cohort.endpoint(),
                        cohort.region() == null ? "" : cohort.region(),
                        size,
                        Math.round(uncachedTokens),
                        wallMicros);
        if (usual == null) {
            withoutHistory += calls;
            leftOut.add(wallMicros, cohort, calls);
        } else {
            recent.add(wallMicros, cohort, logFirstToken, promptTokens, usual, calls);
        }
    }

    /// Null where nearly nothing is known.
    @Nullable Usual usual(
            String endpoint, String region, PromptSize size, long uncachedTokens, long wallMicros) {
        return hours.at(
                endpoint,
                region,
                size,
                prefill.predictedNanos(endpoint, uncachedTokens),
                wallMicros);
    }

    /// Hours that are over become part of what is usual. To be called every few minutes.
    void closeHours(long nowMicros) {
        profiles.closeHours(nowMicros);
        long hour = Math.floorDiv(nowMicros - ProfileBook.GRACE_MICROS, 3_600_000_000L);
        if (hour != closedHour) {
            closedHour = hour;
            hours.forget();
        }
        recent.keepUntil(nowMicros);
        leftOut.keepUntil(nowMicros);
    }

    PrefillModel prefill() {
        return prefill;
    }

    ProfileBook profiles() {
        return profiles;
    }

    RecentCells recent() {
        return recent;
    }

    LeftOut leftOut() {
        return leftOut;
    }

    /// Calls at endpoints of which nearly nothing was known then.
    long withoutHistory() {
        return withoutHistory;
    }
}
