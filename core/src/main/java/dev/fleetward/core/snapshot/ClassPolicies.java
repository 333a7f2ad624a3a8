package dev.fleetward.core.snapshot;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.unit.Percent;

/// The policy of each class. Immutable. The floors add up to [#MOST_FLOORS] at most.
public record ClassPolicies(
        ClassPolicy interactive, ClassPolicy standard, ClassPolicy batch, ClassPolicy background) {

    /// More than this kept for less urgent classes would undo the order of the classes.
    public static final Percent MOST_FLOORS = new Percent(500_000);

    private static final long SECOND = 1_000_000_000L;

    public static final ClassPolicies DEFAULT =
            new ClassPolicies(
                    policy(0, 20 * SECOND),
                    policy(0, 60 * SECOND),
                    policy(50_000, 600 * SECOND),
                    policy(10_000, 1_800 * SECOND));

    private static ClassPolicy policy(int floorPartsPerMillion, long maxWaitNanos) {
        return new ClassPolicy(
                new Percent(floorPartsPerMillion), maxWaitNanos, maxWaitNanos / 4, 0);
    }

    public ClassPolicies {
        long floors =
                (long) interactive.floor().partsPerMillion()
                        + standard.floor().partsPerMillion()
                        + batch.floor().partsPerMillion()
                        + background.floor().partsPerMillion();
        if (floors > MOST_FLOORS.partsPerMillion()) {
            throw new IllegalArgumentException(
                    "floors: " + floors + " ppm in all (expected: at most " + MOST_FLOORS + ")");
        }
    }

    public ClassPolicy of(CallClass callClass) {
        return switch (callClass) {
            case INTERACTIVE -> interactive;
            case STANDARD -> standard;
            case BATCH -> batch;
            case BACKGROUND -> background;
        };
    }
}
