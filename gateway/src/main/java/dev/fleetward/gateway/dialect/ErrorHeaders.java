package dev.fleetward.gateway.dialect;

import dev.fleetward.core.failure.Blame;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What every error answer says in its status and headers, whatever the dialect. No state.
final class ErrorHeaders {
    /// SDKs retry 408, 409, 429 and 5xx by themselves, also where that cannot help.
    private static final Set<FailureKind> POINTLESS_TO_RETRY =
            Set.of(
                    FailureKind.BUDGET_EXHAUSTED,
                    FailureKind.DEFERRED,
                    FailureKind.PROVIDER_QUOTA_SPENT,
                    FailureKind.DEADLINE_EXCEEDED,
                    FailureKind.TOTAL_TIMEOUT,
                    FailureKind.ANSWER_TOO_LARGE,
                    FailureKind.VERSION_HELD,
                    FailureKind.OTHER_VERSION,
                    FailureKind.OUTSIDE_ZONE);

    private ErrorHeaders() {}

    /// The provider's own status where it found fault with the request, else that of the kind.
    static int status(Failure failure) {
        int said = failure.providerStatus();
        return failure.kind().blame() == Blame.CALLER && said >= 400 && said < 500
                ? said
                : failure.kind().status();
    }

    /// @param milliseconds whether the callers' SDK reads `retry-after-ms`
    static List<String> of(Failure failure, boolean milliseconds) {
        List<String> headers = new ArrayList<>(10);
        headers.add("content-type");
        headers.add("application/json");
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            headers.add("retry-after");
            headers.add(Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
            if (milliseconds) {
                headers.add("retry-after-ms");
                headers.add(Long.toString(retryAfter.toMillis()));
            }
        }
        if (POINTLESS_TO_RETRY.contains(failure.kind())) {
            headers.add("x-should-retry");
            headers.add("false");
        }
        return headers;
    }
}
