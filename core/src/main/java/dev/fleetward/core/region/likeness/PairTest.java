package dev.fleetward.core.region.likeness;

import org.jspecify.annotations.Nullable;

/// Do two streams of yes and no have the same rate? An e-process for blocks of both (Turner, Ly and
/// Grünwald 2024): in a block of n₁ and n₂ calls the bet "rates a and b" wins the likelihood under
/// a and b over that under their mean (n₁a + n₂b) / (n₁ + n₂). Without a difference its expected
/// factor is at most 1 whatever the common rate is, by the inequality of means: so the common rate
/// need not be known and may drift from block to block, by the hour of the day for instance.
/// Confined to its owner.
///
/// 1. What a bet assumes, and the line that splits numbers, is fixed before its block begins.
/// 2. When a block ends depends on when calls came, never on what they showed.
/// 3. A block that is not complete by the end of the next day is thrown away, so that a silent
///    region is not compared with another time of the other one.
final class PairTest implements BernoulliTest {
    /// Calls of each side that a block needs.
    static final int BLOCK = 5;

    private static final long DAY_MICROS = 86_400_000_000L;

    /// How many calls the usual rate is learned from.
    private static final double MEMORY = 2_000;

    private static final double LEAST_RATE = 0.0005;

    private final Signal signal;
    private final Lanes lanes;
    private final MedianSplit split = new MedianSplit();
    private final double[] logs = new double[Bets.COUNT];
    private double line;
    private double usual = 0.25;
    private double known = 2;
    private long begunDay = Long.MIN_VALUE;
    private long firstCalls;
    private long firstHits;
    private long secondCalls;
    private long secondHits;

    PairTest(Signal signal, double alphaPerMonth) {
        this.signal = signal;
        this.lanes = new Lanes(alphaPerMonth);
    }

    @Override
    public @Nullable Evidence see(boolean second, double value, long wallMicros) {
        long day = Math.floorDiv(wallMicros, DAY_MICROS);
        if (firstCalls + secondCalls == 0 || day > begunDay + 1) {
            begin(day);
        }
        boolean hit = value > (signal.isNumber() ? line : 0.5);
        if (!second && signal.isNumber()) {
            split.learn(value);
        }
        if (second) {
            secondCalls++;
            secondHits += hit ? 1 : 0;
        } else {
            firstCalls++;
            firstHits += hit ? 1 : 0;
        }
        if (firstCalls < BLOCK || secondCalls < BLOCK) {
            return null;
        }
        return end(wallMicros);
    }

    private void begin(long day) {
        begunDay = day;
        line = split.line();
        firstCalls = firstHits = secondCalls = secondHits = 0;
    }

    private @Nullable Evidence end(long wallMicros) {
        Sample first = new Sample(firstCalls, firstHits);
        Sample second = new Sample(secondCalls, secondHits);
        bet(first, second);
        double calls = firstCalls + secondCalls;
        usual += ((firstHits + secondHits) / calls - usual) * calls / (known + calls);
        known = Math.min(MEMORY, known + calls);
        firstCalls = firstHits = secondCalls = secondHits = 0;
        return lanes.add(logs, first, second, wallMicros);
    }

    private void bet(Sample first, Sample second) {
        double rate = Math.clamp(usual, LEAST_RATE, 1 - LEAST_RATE);
        for (int bet = 0; bet < logs.length; bet++) {
            logs[bet] = logFactor(first, second, rate, Bets.shift(bet));
        }
    }

    /// What a block multiplies a stake by, as a logarithm.
    ///
    /// @param rate about which both sides' rates are assumed
    /// @param shift by how much the second side's logarithm of the odds is assumed to be above
    static double logFactor(Sample first, Sample second, double rate, double shift) {
        double center = Bets.logit(rate);
        double share = (double) second.calls() / (first.calls() + second.calls());
        double a = Bets.share(center - shift * share);
        double b = Bets.share(center + shift * (1 - share));
        double mean = a * (1 - share) + b * share;
        return log(first, a, mean) + log(second, b, mean);
    }

    private static double log(Sample sample, double rate, double mean) {
        return sample.hits() * Math.log(rate / mean)
                + (sample.calls() - sample.hits()) * Math.log((1 - rate) / (1 - mean));
    }

    @Override
    public void write(Numbers to) {
        lanes.write(to);
        split.write(to);
        to.put(line);
        to.put(usual);
        to.put(known);
        to.put((double) begunDay);
        to.put(new Sample(firstCalls, firstHits));
        to.put(new Sample(secondCalls, secondHits));
    }

    @Override
    public void read(Numbers from) {
        lanes.read(from);
        split.read(from);
        line = from.next();
        usual = from.next();
        known = from.next();
        begunDay = from.nextLong();
        Sample first = from.nextSample();
        firstCalls = first.calls();
        firstHits = first.hits();
        Sample second = from.nextSample();
        secondCalls = second.calls();
        secondHits = second.hits();
    }

    @Override
    public Verdict verdict() {
        return lanes.alarmed()
                ? new Verdict.Different(signal, lanes.evidence())
                : new Verdict.NotShown(signal, lanes.evidence());
    }
}
