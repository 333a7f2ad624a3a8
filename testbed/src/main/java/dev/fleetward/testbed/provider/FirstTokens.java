package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a model would say first, at temperature 0: most prompts have one likeliest token, but for
/// some two nearly tie, and then the noise of the engine decides. Which prompts, which tokens and
/// how near depends on the model's mind and the prompt alone, the noise on the call. Stateless.
final class FirstTokens {
    /// The share of prompts whose first two tokens nearly tie.
    private static final double NEAR = 0.3;

    /// How often the first of two tied tokens comes, at least and at most.
    private static final double LEAST = 0.25;

    private static final double MOST = 0.75;

    /// Standard deviation of a log probability from call to call, in nats.
    private static final double NOISE = 0.01;

    private static final int WORDS = 40;
    private static final int MOST_LISTED = 20;

    private FirstTokens() {}

    /// Whether a request asks for the first token alone, and always for the likeliest.
    static boolean wanted(Ask ask) {
        return ask.sampling().zero() && ask.maxTokens() == 1 && ask.tools().offered().isEmpty();
    }

    /// The first token of one call.
    ///
    /// @param mind of the model
    /// @param call what is different in each call
    static String token(Ask ask, long mind, long call) {
        SplittableRandom model = model(ask, mind);
        boolean near = model.nextDouble() < NEAR;
        double first = near ? model.nextDouble(LEAST, MOST) : 1;
        int[] order = order(model);
        return word(order[new SplittableRandom(call).nextDouble() < first ? 0 : 1]);
    }

    /// `logprobs` of a chat completion's choice, as JSON; `null` where none are wanted.
    static String logProbs(Ask ask, long mind, long call) {
        if (ask.sampling().topLogProbs() < 1 || !wanted(ask)) {
            return "null";
        }
        SplittableRandom model = model(ask, mind);
        model.nextDouble();
        model.nextDouble(LEAST, MOST);
        int[] order = order(model);
        SplittableRandom noise = new SplittableRandom(call);
        List<String> top = new ArrayList<>();
        double level = -0.7;
        for (int i = 0; i < Math.min(ask.sampling().topLogProbs(), MOST_LISTED); i++) {
            double logProb = level + NOISE * noise.nextGaussian();
            level -= 0.05 + 0.4 * model.nextDouble();
            top.add(
                    "{\"token\":"
                            + Reply.quoted(word(order[i]))
                            + ",\"logprob\":"
                            + Math.min(logProb, 0)
                            + ",\"bytes\":null}");
        }
        return "{\"content\":[{\"token\":"
                + Reply.quoted(token(ask, mind, call))
                + ",\"logprob\":-0.7,\"bytes\":null,\"top_logprobs\":["
                + String.join(",", top)
                + "]}],\"refusal\":null}";
    }

    private static SplittableRandom model(Ask ask, long mind) {
        return new SplittableRandom(Planner.mix(mind ^ Planner.mix(ask.prompt().hash())));
    }

    private static int[] order(SplittableRandom model) {
        int[] order = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            int j = model.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static String word(int number) {
        return "w" + number;
    }
}
