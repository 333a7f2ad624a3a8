package dev.fleetward.control.probe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What came of one probe. Immutable.
///
/// @param words what was wrong, for people; empty if nothing was
/// @param millis how long the answer took
/// @param callId under which the ledger knows it, or null where it never came that far
public record ProbeResult(
        String endpoint,
        long wallMicros,
        Question question,
        Verdict verdict,
        String words,
        long millis,
        @Nullable String callId) {

    /// How a probe ended.
    public enum Verdict {
        /// The known answer.
        GOOD,
        /// A whole answer, and another one than the known one.
        WRONG,
        /// No whole answer.
        FAILED,
        /// The endpoint cannot be asked this; it is not asked it again for hours.
        UNSUITABLE,
        /// The fleet did not send it: no budget, no room, no capacity.
        NOT_SENT;

        /// The name in reports and rows.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether it speaks against the endpoint. A wrong word may be the model's usual weakness, so
    /// it is shown and no more; what does not fit a schema is seen by the judge as well.
    boolean isBad() {
        return verdict == Verdict.FAILED || (verdict == Verdict.WRONG && question.isForm());
    }
}
