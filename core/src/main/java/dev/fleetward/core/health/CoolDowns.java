package dev.fleetward.core.health;

import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Endpoints that take no calls for a while because of how earlier calls ended. Thread-safe; holds
/// an entry only for endpoints that failed since their last success, and [#retain] drops those that
/// are gone.
///
/// The rules, for failures that are held against the endpoint; the first that applies:
/// 1. the provider said when to come back: until then, at most [#LONGEST_ASKED];
/// 2. the credential or the account was refused: [#ACCOUNT];
/// 3. [#FAILURES_IN_A_ROW] failures in a row: [#FIRST], doubled with each further one up to
///    [#LONGEST];
/// 4. no connection: [#FIRST].
///
/// Calls that were under way when an endpoint cools down tell nothing new: their failures neither
/// count nor lengthen the cool-down (unless the provider asks for it), and their successes do not
/// end it.
public final class CoolDowns {
    /// The longest that a provider's `retry-after` is honoured.
    public static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    /// After a refused credential or an account without credit.
    public static final Duration ACCOUNT = Duration.ofSeconds(60);

    /// The first step of the growing cool-down.
    public static final Duration FIRST = Duration.ofSeconds(1);

    /// The last step of the growing cool-down.
    public static final Duration LONGEST = Duration.ofSeconds(60);

    /// Failures in a row before an endpoint cools down without having been asked to.
    public static final int FAILURES_IN_A_ROW = 3;

    /// @param failures in a row
    /// @param cooled whether `untilNanos` means anything
    private record Standing(int failures, boolean cooled, long untilNanos) {
        static final Standing NEW = new Standing(0, false, 0);

        long remaining(long nowNanos) {
            return cooled ? Math.max(0, untilNanos - nowNanos) : 0;
        }
    }

    private final ConcurrentHashMap<String, Standing> standings = new ConcurrentHashMap<>();

    /// All endpoints take calls.
    public CoolDowns() {}

    /// Whether the endpoint takes calls.
    public boolean usable(String endpoint, long nowNanos) {
        return remaining(endpoint, nowNanos) == 0;
    }

    /// Nanoseconds until it takes calls again; 0 if it does.
    public long remaining(String endpoint, long nowNanos) {
        Standing standing = standings.get(endpoint);
        return standing == null ? 0 : standing.remaining(nowNanos);
    }

    /// An attempt failed.
    ///
    /// @param retryAfter what the provider asked for, if it did
    public void failed(
            String endpoint, FailureKind kind, @Nullable Duration retryAfter, long nowNanos) {
        if (!kind.heldAgainstEndpoint()) {
            return;
        }
        standings.compute(
                endpoint,
                (_, known) ->
                        after(known == null ? Standing.NEW : known, kind, retryAfter, nowNanos));
    }

    /// An attempt succeeded. A cool-down that runs goes on to its end.
    public void succeeded(String endpoint) {
        if (!standings.containsKey(endpoint)) {
            return; // The usual case takes no lock.
        }
        standings.computeIfPresent(
                endpoint,
                (_, known) -> known.cooled() ? new Standing(0, true, known.untilNanos()) : null);
    }

    /// Forgets all endpoints but these.
    public void retain(Collection<String> endpoints) {
        standings.keySet().retainAll(endpoints);
    }

    private static Standing after(
            Standing known, FailureKind kind, @Nullable Duration retryAfter, long nowNanos) {
        boolean cooling = known.remaining(nowNanos) > 0;
        int failures = cooling ? known.failures() : known.failures() + 1;
        long pause =
                retryAfter != null && retryAfter.isPositive()
                        ? smaller(retryAfter, LONGEST_ASKED).toNanos()
                        : cooling ? 0 : ownPause(kind, failures);
        if (pause <= known.remaining(nowNanos)) {
            return new Standing(failures, cooling, known.untilNanos());
        }
        return new Standing(failures, true, nowNanos + pause);
    }

    private static long ownPause(FailureKind kind, int failures) {
        if (kind == FailureKind.PROVIDER_UNAUTHENTICATED
                || kind == FailureKind.PROVIDER_QUOTA_SPENT) {
            return ACCOUNT.toNanos();
        }
        if (failures >= FAILURES_IN_A_ROW) {
            int doublings = Math.min(failures - FAILURES_IN_A_ROW, 30);
            return smaller(FIRST.multipliedBy(1L << doublings), LONGEST).toNanos();
        }
        return kind == FailureKind.CONNECT_FAILED || kind == FailureKind.CONNECT_TIMEOUT
                ? FIRST.toNanos()
                : 0;
    }

    private static Duration smaller(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
