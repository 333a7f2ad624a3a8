package dev.fleetward.testbed.region;

import dev.fleetward.core.region.likeness.FalseAlarms;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.LikenessBook.Finding;
import dev.fleetward.core.region.likeness.Stream;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Four weeks of three regions of one model, in simulated time. In one of them another version gets
/// 5% of the calls after a week, and all of them two weeks later. Confined to its thread.
final class RolloutRun {
    static final int DAYS = FalseAlarms.MONTH_DAYS;
    static final int BEGINS = 7;
    static final int TAKES = 14;

    /// Calls of each region a day.
    static final int CALLS = 500;

    /// Three regions with their past, and their three pairs.
    static final FalseAlarms ALLOWED = new FalseAlarms(0.05, 6);

    private static final List<String> REGIONS = List.of("west", "north", "frankfurt");
    private static final String CHANGED = "frankfurt";
    private static final double FIRST_SHARE = 0.05;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final Stream STREAM = new Stream("model", "chat", "up to 1k");

    private final SplittableRandom random;
    private final @Nullable Answering other;
    private final boolean everywhere;
    private final double wave;
    private final LikenessBook book = new LikenessBook(ALLOWED);

    /// @param other the version that comes, null for none
    /// @param everywhere whether it comes to all regions alike, and not to one
    /// @param wave amplitude of a daily wave which all regions share
    RolloutRun(
            SplittableRandom random, @Nullable Answering other, boolean everywhere, double wave) {
        this.random = random;
        this.other = other;
        this.everywhere = everywhere;
        this.wave = wave;
    }

    /// What a month shows.
    ///
    /// @param found whether the region was found
    /// @param calls of the region since the first of the other version, until it was found
    /// @param served those of them that the other version served
    /// @param day since the first of the other version
    /// @param byPast whether its past gave it away, before another region did
    /// @param falseInPairs alarms of pairs without cause
    /// @param falseInPasts alarms of regions with their past, without cause
    record Outcome(
            boolean found,
            int calls,
            int served,
            double day,
            boolean byPast,
            int falseInPairs,
            int falseInPasts) {}

    /// Ends with the month, or when the region was found.
    Outcome run() {
        int calls = 0;
        int served = 0;
        int falseInPairs = 0;
        int falseInPasts = 0;
        long total = (long) DAYS * CALLS * REGIONS.size();
        for (long call = 0; call < total; call++) {
            double day = (double) call / CALLS / REGIONS.size();
            String region = REGIONS.get(random.nextInt(REGIONS.size()));
            boolean changes = other != null && day >= BEGINS;
            boolean anew = changes && hit(region) && random.nextDouble() < share(day);
            if (changes && region.equals(CHANGED)) {
                calls++;
                served += anew ? 1 : 0;
            }
            Answering version = anew && other != null ? other : Answering.USUAL;
            var traits = version.draw(random, wave * Math.sin(2 * Math.PI * day));
            for (Finding each : book.see(STREAM, region, traits, (long) (day * DAY_MICROS))) {
                boolean past = each.other() == null;
                if (changes && rightly(each)) {
                    return new Outcome(
                            true, calls, served, day - BEGINS, past, falseInPairs, falseInPasts);
                }
                falseInPairs += past ? 0 : 1;
                falseInPasts += past ? 1 : 0;
            }
        }
        return new Outcome(false, calls, served, DAYS - BEGINS, false, falseInPairs, falseInPasts);
    }

    private boolean hit(String region) {
        return everywhere || region.equals(CHANGED);
    }

    /// Regions that change alike do not differ from each other.
    private boolean rightly(Finding finding) {
        return everywhere
                ? finding.other() == null
                : CHANGED.equals(finding.region()) || CHANGED.equals(finding.other());
    }

    /// Of the calls, which the other version serves.
    static double share(double day) {
        return Math.min(1, FIRST_SHARE + (1 - FIRST_SHARE) * (day - BEGINS) / TAKES);
    }
}
