package dev.fleetward.core.region.likeness;

/// What a comparison says of one signal.
public sealed interface Verdict {
    Signal signal();

    /// The reference is not complete.
    ///
    /// @param have calls so far
    /// @param need calls of a whole reference
    record Gathering(Signal signal, long have, long need) implements Verdict {
        @Override
        public String toString() {
            return signal.label() + ": no reference yet, " + have + " of " + need + " calls";
        }
    }

    /// No difference was shown so far; which does not say that there is none.
    record NotShown(Signal signal, Evidence evidence) implements Verdict {
        @Override
        public String toString() {
            return signal.label() + ": no difference shown, " + evidence;
        }
    }

    /// They differ, at the evidence's alpha.
    record Different(Signal signal, Evidence evidence) implements Verdict {
        @Override
        public String toString() {
            return signal.label() + " differs: " + evidence;
        }
    }
}
