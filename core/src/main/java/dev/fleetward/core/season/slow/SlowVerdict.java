package dev.fleetward.core.season.slow;

import java.util.List;

/// Time of day, ours, or theirs. Immutable.
public sealed interface SlowVerdict {
    Evidence evidence();

    /// A sentence or two in plain English.
    String words();

    /// As fast or slow as is usual at this hour.
    record TimeOfDay(Evidence evidence) implements SlowVerdict {
        @Override
        public String words() {
            return Words.of(this);
        }
    }

    /// Something on this side of the wire.
    record Ours(Finding finding, Evidence evidence) implements SlowVerdict {
        @Override
        public String words() {
            return Words.of(this);
        }
    }

    /// A provider, or a part of it.
    record Theirs(Finding finding, Evidence evidence) implements SlowVerdict {
        @Override
        public String words() {
            return Words.of(this);
        }
    }

    /// Two causes at once.
    record Both(Finding ours, Finding theirs, Evidence evidence) implements SlowVerdict {
        @Override
        public String words() {
            return Words.of(this);
        }
    }

    /// The data do not decide.
    ///
    /// @param missing at least one
    record Unclear(List<Missing> missing, Evidence evidence) implements SlowVerdict {
        public Unclear {
            missing = List.copyOf(missing);
            if (missing.isEmpty()) {
                throw new IllegalArgumentException("missing: [] (expected: at least one)");
            }
        }

        @Override
        public String words() {
            return Words.of(this);
        }
    }
}
