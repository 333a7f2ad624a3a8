package dev.fleetward.testbed.provider.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a provider enforces; 0 is unlimited. Which of the token limits make sense depends on the
/// accounting. Immutable; start from [#NONE] and change it.
///
/// @param tokensPerMinute input and output together
/// @param concurrent calls under way
/// @param waiting calls in the engine's queue; more are answered as overload (529 or 503)
/// @param requestWindow the time over which requests are judged; null for the accounting's own
/// @param outputBurndown tokens of the quota that one output token takes, at least 1
public record Limits(
        long requestsPerMinute,
        long inputTokensPerMinute,
        long outputTokensPerMinute,
        long tokensPerMinute,
        int concurrent,
        int waiting,
        @Nullable Duration requestWindow,
        int outputBurndown) {
    public static final Limits NONE = new Limits(0, 0, 0, 0, 0, 0, null, 1);

    private static final long MOST = 1_000_000_000_000L;

    public Limits {
        expect("requests per minute", requestsPerMinute, 0, MOST);
        expect("input tokens per minute", inputTokensPerMinute, 0, MOST);
        expect("output tokens per minute", outputTokensPerMinute, 0, MOST);
        expect("tokens per minute", tokensPerMinute, 0, MOST);
        expect("concurrent", concurrent, 0, Integer.MAX_VALUE);
        expect("waiting", waiting, 0, Integer.MAX_VALUE);
        expect("output burndown", outputBurndown, 1, 100);
        if (requestWindow != null) {
            expect("request window in ms", requestWindow.toMillis(), 1, 60_000);
        }
    }

    private static void expect(String what, long given, long least, long most) {
        if (given < least || given > most) {
            throw new IllegalArgumentException(
                    what + ": " + given + " (expected: " + least + ".." + most + ")");
        }
    }

    public Limits withRequests(long perMinute) {
        return new Limits(
                perMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                tokensPerMinute,
                concurrent,
                waiting,
                requestWindow,
                outputBurndown);
    }

    public Limits withRequestWindow(Duration window) {
        return new Limits(
                requestsPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                tokensPerMinute,
                concurrent,
                waiting,
                window,
                outputBurndown);
    }

    public Limits withInputAndOutput(long inputPerMinute, long outputPerMinute) {
        return new Limits(
                requestsPerMinute,
                inputPerMinute,
                outputPerMinute,
                tokensPerMinute,
                concurrent,
                waiting,
                requestWindow,
                outputBurndown);
    }

    public Limits withTokens(long perMinute) {
        return new Limits(
                requestsPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                perMinute,
                concurrent,
                waiting,
                requestWindow,
                outputBurndown);
    }

    public Limits withOutputBurndown(int burndown) {
        return new Limits(
                requestsPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                tokensPerMinute,
                concurrent,
                waiting,
                requestWindow,
                burndown);
    }

    /// @param waitingCalls in the engine's queue
    public Limits withCalls(int concurrentCalls, int waitingCalls) {
        return new Limits(
                requestsPerMinute,
                inputTokensPerMinute,
                outputTokensPerMinute,
                tokensPerMinute,
                concurrentCalls,
                waitingCalls,
                requestWindow,
                outputBurndown);
    }

    long requestWindowNanos(Duration usual) {
        return (requestWindow == null ? usual : requestWindow).toNanos();
    }
}
