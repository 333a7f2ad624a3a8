package dev.fleetward.app.drill;

import org.jspecify.annotations.Nullable;

/// What a caller knows of its call. Immutable.
///
/// @param session the label under which the ledger knows the call too
/// @param callId what the answer's head said; null where no head came
/// @param input all input tokens that the answer's usage reports; −1 if it does not
/// @param output −1 if usage was not reported
/// @param what the call in words
/// @param endpoint who answered, as the answer's head said; null where it did not
/// @param text what was generated, where that was kept
record Seen(
        String session,
        @Nullable String callId,
        Ending ending,
        int status,
        long input,
        long output,
        String what,
        @Nullable String endpoint,
        String text) {

    /// How the call ended for its caller.
    enum Ending {
        /// The whole body, or the terminal event.
        WHOLE,
        /// A whole error answer, or an error event in the stream.
        ERROR,
        /// The caller left an answer that had begun.
        HUNG_UP,
        /// The caller left before any answer; the call may not have been read.
        LEFT_WAITING,
        /// The connection was lost.
        CUT,
        /// There was no connection to send it on.
        NOT_SENT,
        /// It ended as if it were whole, and was not.
        FALSE_END
    }

    @Override
    public String toString() {
        return session
                + " ("
                + what
                + ", "
                + ending
                + (status == 0 ? "" : " " + status)
                + (callId == null ? "" : ", " + callId)
                + ")";
    }
}
