package dev.fleetward.core.region.likeness;

import org.jspecify.annotations.Nullable;

/// A sequential test on one signal of one comparison, in constant memory. Confined to its owner.
sealed interface BernoulliTest permits PairTest, PastTest {
    /// @param value of the signal: 0 or 1 of a rate
    /// @param second of which side
    /// @return what shows a difference, at the call that completes it; else null
    @Nullable Evidence see(boolean second, double value, long wallMicros);

    Verdict verdict();

    /// Everything that it knows.
    void write(Numbers to);

    /// Of a new test alone, what [#write] wrote.
    void read(Numbers from);
}
