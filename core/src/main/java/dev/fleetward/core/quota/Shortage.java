package dev.fleetward.core.quota;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.unit.Money;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why one candidate has no room for a call, in numbers; words are made of it only for the one that
/// the caller is told. Immutable.
sealed interface Shortage {
    /// Nobody knows when the others have recovered; it is not a matter of seconds.
    Duration SHED_RETRY = Duration.ofSeconds(60);

    /// The call is larger than the whole limit. Waiting does not help.
    record NeverFits(String pool, String limit, long asked, long size) implements Shortage {}

    /// Frees up when calls under way end, which nobody can know.
    record InUse(String pool, String limit, long asked, long free, long size) implements Shortage {}

    /// Refills with time.
    record Refilling(String pool, String limit, long asked, long free, long size, long waitNanos)
            implements Shortage {}

    /// The provider asked to be left alone for a while.
    record Paused(String pool, long waitNanos) implements Shortage {}

    /// Batch and background calls are held back in the pool for as long as that helps others.
    record Shed(String pool, String callClass) implements Shortage {}

    /// The call costs more than the whole month's budget.
    record BudgetTooSmall(String feature, String part, long asked, long limit)
            implements Shortage {}

    /// The month's budget is spent.
    record BudgetSpent(
            String feature, String part, long asked, long limit, long spent, long waitNanos)
            implements Shortage {}

    /// What is left of the month's budget is held by calls under way.
    record BudgetHeld(
            String feature, String part, long asked, long limit, long spent, long reserved)
            implements Shortage {}

    /// Of two shortages of the same candidate the one that takes longer to pass.
    static @Nullable Shortage worse(@Nullable Shortage one, @Nullable Shortage other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (hopelessness(one) == 0 && hopelessness(other) == 0) {
            return wait(one) >= wait(other) ? one : other;
        }
        return hopelessness(one) >= hopelessness(other) ? one : other;
    }

    /// Of two candidates' shortages the one that passes sooner; that of the earlier candidate if
    /// that cannot be told.
    static Shortage better(@Nullable Shortage one, Shortage other) {
        if (one == null) {
            return other;
        }
        if (hopelessness(one) == 0 && hopelessness(other) == 0) {
            return wait(one) <= wait(other) ? one : other;
        }
        return hopelessness(one) <= hopelessness(other) ? one : other;
    }

    private static int hopelessness(Shortage shortage) {
        return switch (shortage) {
            case Refilling _, Paused _ -> 0;
            case InUse _ -> 1;
            case Shed _ -> 2;
            case BudgetHeld _ -> 3;
            case BudgetSpent _ -> 4;
            case NeverFits _ -> 5;
            case BudgetTooSmall _ -> 6;
        };
    }

    private static long wait(Shortage shortage) {
        return switch (shortage) {
            case Refilling it -> it.waitNanos;
            case Paused it -> it.waitNanos;
            case NeverFits _, InUse _, Shed _, BudgetTooSmall _, BudgetSpent _, BudgetHeld _ ->
                    Long.MAX_VALUE;
        };
    }

    /// What the caller is told.
    default Refused refused() {
        return switch (this) {
            case NeverFits it ->
                    quota(
                            String.format(
                                    Locale.ROOT,
                                    "The call may use %d of %s in pool %s, which holds %d at most: it can never fit. Make it smaller or raise the limit.",
                                    it.asked,
                                    it.limit,
                                    it.pool,
                                    it.size),
                            null);
            case InUse it ->
                    quota(
                            String.format(
                                    Locale.ROOT,
                                    "Pool %s has %d of %d %s free and the call needs %d. Try again when calls under way have ended.",
                                    it.pool,
                                    Math.max(it.free, 0),
                                    it.size,
                                    it.limit,
                                    it.asked),
                            null);
            case Refilling it ->
                    quota(
                            String.format(
                                    Locale.ROOT,
                                    "Pool %s has %d of %d %s left and the call needs %d. Try again later.",
                                    it.pool,
                                    Math.max(it.free, 0),
                                    it.size,
                                    it.limit,
                                    it.asked),
                            it.waitNanos);
            case Paused it ->
                    quota(
                            String.format(
                                    Locale.ROOT,
                                    "The provider behind pool %s asked for a pause. Try again later.",
                                    it.pool),
                            it.waitNanos);
            case Shed it ->
                    new Refused(
                            FailureKind.SHED,
                            String.format(
                                    Locale.ROOT,
                                    "Calls of class %s are held back in pool %s until others that share it recover. Try again later.",
                                    it.callClass,
                                    it.pool),
                            SHED_RETRY);
            case BudgetTooSmall it ->
                    budget(
                            String.format(
                                    Locale.ROOT,
                                    "The call may cost %s and the %s budget of feature %s is %s: it can never fit.",
                                    new Money(it.asked),
                                    it.part,
                                    it.feature,
                                    new Money(it.limit)),
                            null);
            case BudgetSpent it ->
                    budget(
                            String.format(
                                    Locale.ROOT,
                                    "Feature %s has spent %s of its %s budget of %s and the call may cost %s. Try again next month.",
                                    it.feature,
                                    new Money(it.spent),
                                    it.part,
                                    new Money(it.limit),
                                    new Money(it.asked)),
                            it.waitNanos);
            case BudgetHeld it ->
                    budget(
                            String.format(
                                    Locale.ROOT,
                                    "Feature %s has spent %s of its %s budget of %s, calls under way hold %s, and the call may cost %s. Try again when they have ended.",
                                    it.feature,
                                    new Money(it.spent),
                                    it.part,
                                    new Money(it.limit),
                                    new Money(it.reserved),
                                    new Money(it.asked)),
                            null);
        };
    }

    private static Refused quota(String message, @Nullable Long waitNanos) {
        return new Refused(FailureKind.QUOTA_EXHAUSTED, message, duration(waitNanos));
    }

    private static Refused budget(String message, @Nullable Long waitNanos) {
        return new Refused(FailureKind.BUDGET_EXHAUSTED, message, duration(waitNanos));
    }

    private static @Nullable Duration duration(@Nullable Long nanos) {
        return nanos == null ? null : Duration.ofNanos(nanos);
    }
}
