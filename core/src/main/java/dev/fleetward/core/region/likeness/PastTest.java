package dev.fleetward.core.region.likeness;

import org.jspecify.annotations.Nullable;

/// Does a stream of yes and no still have the rate that it had? The first calls are the reference;
/// it is then frozen, and with it the interval that its rate lies in: all θ with n·KL(hits/n ‖ θ) ≤
/// ln(2 / alpha), by Chernoff's bound. Bets are that the rate is now above the interval's upper
/// end, or below its lower one; each gains nothing in expectation, whatever rate within the
/// interval holds. Confined to its owner.
///
/// Half of a month's allowance is spent on the interval, once for each reference, half on the
/// windows. A reference lasts until the test is replaced, which should have a cause: an alarm, or a
/// version that is known to be new.
final class PastTest implements BernoulliTest {
    /// Calls that the line is learned from that splits numbers.
    static final int LEARNING = 500;

    /// Calls of a reference. A rate is known to some 4.5 of its standard errors, so smaller changes
    /// than that are never found.
    static final int REFERENCE = 2_000;

    private final Signal signal;
    private final double alphaOfInterval;
    private final Lanes lanes;
    private final MedianSplit split = new MedianSplit();
    private final double[] ifHit = new double[Bets.COUNT];
    private final double[] ifNot = new double[Bets.COUNT];
    private long calls;
    private long hits;

    PastTest(Signal signal, double alphaPerMonth) {
        this.signal = signal;
        this.alphaOfInterval = alphaPerMonth / 2;
        this.lanes = new Lanes(alphaPerMonth / 2);
    }

    @Override
    public @Nullable Evidence see(boolean second, double value, long wallMicros) {
        if (signal.isNumber() && split.values() < LEARNING) {
            split.learn(value);
            return null;
        }
        boolean hit = value > (signal.isNumber() ? split.line() : 0.5);
        if (calls < REFERENCE) {
            calls++;
            hits += hit ? 1 : 0;
            if (calls == REFERENCE) {
                freeze();
            }
            return null;
        }
        Evidence alarm =
                lanes.add(hit ? ifHit : ifNot, Sample.NONE, new Sample(1, hit ? 1 : 0), wallMicros);
        return alarm == null ? null : withReference(alarm);
    }

    private void freeze() {
        double rate = (double) hits / calls;
        double most = Math.log(2 / alphaOfInterval) / calls;
        double high = end(rate, 1, most);
        double low = end(rate, 0, most);
        for (int bet = 0; bet < Bets.COUNT; bet++) {
            double edge = Bets.shift(bet) > 0 ? high : low;
            if (edge <= 0 || edge >= 1) {
                continue;
            }
            double other = Bets.share(Bets.logit(edge) + Bets.shift(bet));
            ifHit[bet] = Math.log(other / edge);
            ifNot[bet] = Math.log((1 - other) / (1 - edge));
        }
    }

    /// The last θ from `rate` towards `edge` whose divergence is at most `most`, rounded outwards.
    private static double end(double rate, double edge, double most) {
        double inside = rate;
        double outside = edge;
        for (int i = 0; i < 50; i++) {
            double middle = (inside + outside) / 2;
            if (divergence(rate, middle) <= most) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }

    static double divergence(double p, double q) {
        double sum = 0;
        if (p > 0) {
            sum += p * Math.log(p / q);
        }
        if (p < 1) {
            sum += (1 - p) * Math.log((1 - p) / (1 - q));
        }
        return sum;
    }

    private Evidence withReference(Evidence evidence) {
        return new Evidence(
                new Sample(calls, hits),
                evidence.second(),
                evidence.logE(),
                evidence.alpha(),
                evidence.days());
    }

    @Override
    public void write(Numbers to) {
        lanes.write(to);
        split.write(to);
        to.put(new Sample(calls, hits));
    }

    @Override
    public void read(Numbers from) {
        lanes.read(from);
        split.read(from);
        Sample reference = from.nextSample();
        calls = reference.calls();
        hits = reference.hits();
        if (calls >= REFERENCE) {
            freeze();
        }
    }

    @Override
    public Verdict verdict() {
        if (calls < REFERENCE) {
            return new Verdict.Gathering(
                    signal, calls + split.values(), REFERENCE + (signal.isNumber() ? LEARNING : 0));
        }
        Evidence evidence = withReference(lanes.evidence());
        return lanes.alarmed()
                ? new Verdict.Different(signal, evidence)
                : new Verdict.NotShown(signal, evidence);
    }
}
