package dev.fleetward.core.snapshot;

/// Everything that can grow in the data path, each with a name and a limit. Sizes in bytes, times
/// in nanoseconds. `docs/LIMITS.md` is generated from these components.
///
/// @param requestBytes the largest request body
/// @param requestBytesInFlight all request bodies held at once
/// @param headerBytes all headers of a request together
/// @param nestingDepth levels of JSON
/// @param connections open connections of callers
/// @param concurrentCalls calls under way
/// @param headerNanos how long a connection may take to send a request's head, and may idle between
///   two
/// @param bodyNanos how long a request body may take
/// @param frameBytes the largest single event of a stream
/// @param answerBytes the largest unstreamed answer
/// @param streamBytesHeld bytes held for one slow reader before the provider is paused
/// @param drains provider streams read to their end after the caller went away
/// @param drainNanos how long each of them may take
/// @param keepAliveNanos silence after which a stream gets a comment, and the longest that sound
///   events without a token are held back
/// @param connectionsPerEndpoint open connections to one endpoint, per event loop
/// @param waitingPerEndpoint calls that wait for one of those connections, per event loop
/// @param attempts tries of one call
/// @param retryBudgetPartsPerMillion retries as a share of calls, over the whole fleet
/// @param eventSegmentBytes the size of one event log segment; one more is always prepared
/// @param eventSegments segments per event loop that may wait for the ledger before the log is full
/// @param labelLength the longest value of a `fleetward-*` header
public record Bounds(
        long requestBytes,
        long requestBytesInFlight,
        long headerBytes,
        int nestingDepth,
        int connections,
        int concurrentCalls,
        long headerNanos,
        long idleNanos,
        long bodyNanos,
        int frameBytes,
        long answerBytes,
        int streamBytesHeld,
        int drains,
        long drainNanos,
        long keepAliveNanos,
        int connectionsPerEndpoint,
        int waitingPerEndpoint,
        int attempts,
        int retryBudgetPartsPerMillion,
        long eventSegmentBytes,
        int eventSegments,
        int labelLength) {

    private static final long SECOND = 1_000_000_000L;

    public static final Bounds DEFAULT =
            new Bounds(
                    32L << 20,
                    128L << 20,
                    32 << 10,
                    256,
                    20_000,
                    10_000,
                    15 * SECOND,
                    75 * SECOND,
                    60 * SECOND,
                    4 << 20,
                    64L << 20,
                    256 << 10,
                    512,
                    120 * SECOND,
                    15 * SECOND,
                    2_048,
                    4_096,
                    3,
                    100_000,
                    16L << 20,
                    64,
                    128);
}
