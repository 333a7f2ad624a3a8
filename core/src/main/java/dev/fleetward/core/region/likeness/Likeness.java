package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One comparison in all signals: of two regions of one model, or of a region with its own past.
/// Confined to its owner; some six kilobytes.
public final class Likeness {
    private final BernoulliTest[] tests = new BernoulliTest[Signal.COUNT];

    private final boolean past;

    private Likeness(boolean past, Function<Signal, BernoulliTest> test) {
        this.past = past;
        for (Signal signal : Signal.values()) {
            tests[signal.ordinal()] = test.apply(signal);
        }
    }

    /// @param alphaPerMonth what each signal may spend; see [FalseAlarms#perTest]
    public static Likeness ofPair(double alphaPerMonth) {
        return new Likeness(false, signal -> new PairTest(signal, alphaPerMonth));
    }

    /// The first calls are the reference.
    public static Likeness withPast(double alphaPerMonth) {
        return new Likeness(true, signal -> new PastTest(signal, alphaPerMonth));
    }

    /// @param second whether the answer is the second region's; without meaning with the past
    /// @return differences that this answer completes
    public List<Verdict.Different> see(boolean second, Traits traits, long wallMicros) {
        List<Verdict.Different> found = List.of();
        for (Signal signal : Signal.values()) {
            double value = traits.of(signal);
            if (Double.isNaN(value) || (past && !signal.hasPast())) {
                continue;
            }
            Evidence evidence = tests[signal.ordinal()].see(second, value, wallMicros);
            if (evidence != null) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(new Verdict.Different(signal, evidence));
            }
        }
        return found;
    }

    void write(Signal signal, Numbers to) {
        tests[signal.ordinal()].write(to);
    }

    void read(Signal signal, Numbers from) {
        tests[signal.ordinal()].read(from);
        from.end();
    }

    public Verdict verdict(Signal signal) {
        return tests[signal.ordinal()].verdict();
    }
}
