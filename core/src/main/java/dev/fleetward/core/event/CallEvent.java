package dev.fleetward.core.event;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import org.jspecify.annotations.Nullable;

/// What the fleet remembers of one attempt of one call. Written twice: opened when the attempt is
/// forwarded, with estimates, and closed when it is settled. A call that was refused before any
/// attempt is written once, closed, as attempt 0. Immutable.
///
/// @param attempt 1 for the first try; 0 where nothing was forwarded
public record CallEvent(
        Phase phase,
        CallId call,
        int attempt,
        Attribution who,
        Target target,
        Served served,
        Outcome outcome,
        Usage usage,
        Charge charge,
        Timing timing,
        Sizes sizes) {

    public enum Phase {
        OPENED,
        CLOSED
    }

    /// What was asked, and where it went.
    ///
    /// @param route null where no route was found
    /// @param endpoint null where nothing was forwarded; so are the four after it
    /// @param purpose why the attempt was made
    /// @param fallbackOf the route that was asked for, where `route` is its fallback; else null
    public record Target(
            Operation operation,
            boolean stream,
            WireDialect callerDialect,
            String modelAsked,
            @Nullable String route,
            @Nullable String endpoint,
            @Nullable String provider,
            @Nullable String account,
            @Nullable WireDialect providerDialect,
            @Nullable String pool,
            @Nullable String modelSent,
            @Nullable String regionAsked,
            @Nullable String zone,
            Purpose purpose,
            @Nullable String fallbackOf) {

        /// A call's first attempt on the route that was asked for.
        public Target(
                Operation operation,
                boolean stream,
                WireDialect callerDialect,
                String modelAsked,
                @Nullable String route,
                @Nullable String endpoint,
                @Nullable String provider,
                @Nullable String account,
                @Nullable WireDialect providerDialect,
                @Nullable String pool,
                @Nullable String modelSent,
                @Nullable String regionAsked,
                @Nullable String zone) {
            this(
                    operation,
                    stream,
                    callerDialect,
                    modelAsked,
                    route,
                    endpoint,
                    provider,
                    account,
                    providerDialect,
                    pool,
                    modelSent,
                    regionAsked,
                    zone,
                    Purpose.FIRST,
                    null);
        }
    }

    /// What the provider said of itself.
    public record Served(
            @Nullable String model,
            @Nullable String region,
            @Nullable String fingerprint,
            @Nullable String serviceTier,
            @Nullable String requestId) {
        public static final Served NOTHING = new Served(null, null, null, null, null);
    }

    /// How an attempt ended.
    public enum Ending {
        /// Not yet: an opened record.
        OPEN,
        /// The whole answer was read from the provider and handed to the caller.
        SUCCEEDED,
        /// It failed; `failure` says how.
        FAILED,
        /// It never ran: admission, red lines or a bound refused it.
        REFUSED,
        /// The caller went away, or another attempt of the call was faster; what the provider
        /// generated is still counted.
        ABORTED,
        /// Opened and never closed: the process died. Written by the ledger, never by the gateway.
        UNKNOWN
    }

    /// @param callerStatus the HTTP status that the caller got, or 0 where this attempt answered
    ///   nothing
    /// @param providerStatus the HTTP status that the provider answered, or 0
    /// @param last whether this attempt's ending was the call's ending
    /// @param flaw what is wrong in meaning with an answer that succeeded in form, or null
    public record Outcome(
            Ending ending,
            boolean last,
            int callerStatus,
            int providerStatus,
            @Nullable FailureKind failure,
            @Nullable FinishReason finish,
            @Nullable Flaw flaw) {
        public static final Outcome OPEN = new Outcome(Ending.OPEN, false, 0, 0, null, null);

        /// Without a flaw.
        public Outcome(
                Ending ending,
                boolean last,
                int callerStatus,
                int providerStatus,
                @Nullable FailureKind failure,
                @Nullable FinishReason finish) {
            this(ending, last, callerStatus, providerStatus, failure, finish, null);
        }
    }

    /// @param costNanos in nano-dollars, or −1 where the price is unknown
    /// @param priceVersion the price row, or null
    public record Charge(
            long costNanos,
            @Nullable String priceVersion,
            long reservedInputTokens,
            long reservedOutputTokens,
            long reservedCostNanos) {
        public static final long UNKNOWN_COST = -1;
    }

    /// Wall time of acceptance in microseconds; the rest are nanoseconds since then, −1 where a
    /// moment was never passed.
    ///
    /// @param queued how long this attempt waited for admission, whatever came of it; −1 if it
    ///   never asked
    public record Timing(
            long acceptedWallMicros,
            long bodyRead,
            long admitted,
            long sent,
            long firstByte,
            long firstToken,
            long lastByte,
            long settled,
            long queued) {

        /// A first attempt's, which asked for admission as soon as its request was read.
        public Timing(
                long acceptedWallMicros,
                long bodyRead,
                long admitted,
                long sent,
                long firstByte,
                long firstToken,
                long lastByte,
                long settled) {
            this(
                    acceptedWallMicros,
                    bodyRead,
                    admitted,
                    sent,
                    firstByte,
                    firstToken,
                    lastByte,
                    settled,
                    bodyRead < 0 || admitted < 0 ? -1 : admitted - bodyRead);
        }
    }

    /// Bytes of bodies, as received from the caller and handed to the caller.
    ///
    /// @param textBytes what the provider generated (text, reasoning that it shows, arguments of
    ///   tool calls), in bytes of UTF-8; −1 where that was not noted
    public record Sizes(long requestBytes, long responseBytes, long textBytes) {
        /// Without what was generated.
        public Sizes(long requestBytes, long responseBytes) {
            this(requestBytes, responseBytes, -1);
        }
    }
}
