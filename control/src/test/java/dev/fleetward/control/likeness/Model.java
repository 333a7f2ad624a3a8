package dev.fleetward.control.likeness;

import dev.fleetward.core.snapshot.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A model that answers from its mind: another mind has other ties and other words. Its noise is
/// seeded. Confined to its test.
final class Model implements Asker {
    private final SplittableRandom noise;
    long mind;
    boolean logProbs = true;

    /// The share of calls that the next mind answers already.
    double turning;

    int calls;

    Model(long seed) {
        noise = new SplittableRandom(seed);
    }

    @Override
    public Asked ask(Endpoint endpoint, Inquiry inquiry) {
        calls++;
        long answering = turning > 0 && noise.nextDouble() < turning ? mind + 1 : mind;
        SplittableRandom own = new SplittableRandom(answering * 31 + inquiry.prompt().hashCode());
        if (inquiry.tokens() > 1) {
            return new Asked.Answered(words(own), Map.of(), 10, 50);
        }
        double first = own.nextDouble() < 0.3 ? own.nextDouble(0.3, 0.7) : 1;
        String token = "t" + (noise.nextDouble() < first ? own.nextInt(50) : 50 + own.nextInt(50));
        Map<String, Double> top = new LinkedHashMap<>();
        for (int i = 0; inquiry.logProbs() && logProbs && i < 20; i++) {
            top.put(
                    "t" + i,
                    Math.min(0, -0.5 - i * own.nextDouble() + 0.01 * noise.nextGaussian()));
        }
        return new Asked.Answered(token, top, 10, 1);
    }

    private String words(SplittableRandom own) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            char usual = (char) ('a' + own.nextInt(26));
            text.append(noise.nextInt(4) == 0 ? (char) ('a' + noise.nextInt(26)) : usual);
        }
        return text.toString();
    }
}
