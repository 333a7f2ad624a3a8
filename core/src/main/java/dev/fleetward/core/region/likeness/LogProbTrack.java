package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The log probabilities of one endpoint's likeliest first tokens to one fixed prompt, followed
/// over time: the first [#REFERENCE] answers are the reference, every [#DETECTION] after that are
/// held against it. For providers that return log probabilities; the cheapest and sharpest of the
/// tests. Single writer; the reference goes out as [#reference] and comes back through the
/// constructor.
///
/// Each test has a chance of `alpha` of a false alarm; a month of n tests n times that, in
/// expectation.
public final class LogProbTrack {
    /// Answers of the reference.
    public static final int REFERENCE = 50;

    /// Answers of each test.
    public static final int DETECTION = 10;

    /// Tokens of an answer.
    public static final int TOP = 20;

    /// Relabellings for each false alarm that alpha allows, so that p-values reach below it.
    private static final int PER_ALPHA = 10;

    private static final double LEAST_ALPHA = 1e-4;

    private final double alpha;
    private final List<Map<String, Double>> reference = new ArrayList<>();
    private final List<Map<String, Double>> pending = new ArrayList<>();

    /// @param alpha the chance of a false alarm of each test, at least 0.0001
    /// @param known a reference that was kept, perhaps not complete
    public LogProbTrack(double alpha, List<Map<String, Double>> known) {
        if (!(alpha >= LEAST_ALPHA && alpha < 1) || known.size() > REFERENCE) {
            throw new IllegalArgumentException(
                    "alpha: "
                            + alpha
                            + ", reference: "
                            + known.size()
                            + " (expected: at least "
                            + LEAST_ALPHA
                            + ", at most "
                            + REFERENCE
                            + " answers)");
        }
        this.alpha = alpha;
        known.forEach(each -> reference.add(checked(each)));
    }

    /// The reference so far.
    public List<Map<String, Double>> reference() {
        return List.copyOf(reference);
    }

    /// @param logProbs of the first token: the likeliest tokens with their natural logarithms
    /// @return a test, where the answer completes its sample
    public Optional<LogProbTest.Result> see(Map<String, Double> logProbs, RandomGenerator random) {
        Map<String, Double> answer = checked(logProbs);
        if (reference.size() < REFERENCE) {
            reference.add(answer);
            return Optional.empty();
        }
        pending.add(answer);
        if (pending.size() < DETECTION) {
            return Optional.empty();
        }
        int permutations = (int) Math.ceil(PER_ALPHA / alpha);
        LogProbTest.Result result =
                LogProbTest.test(reference, pending, alpha, permutations, random);
        pending.clear();
        return Optional.of(result);
    }

    private static Map<String, Double> checked(Map<String, Double> logProbs) {
        if (logProbs.isEmpty() || logProbs.size() > TOP) {
            throw new IllegalArgumentException(
                    "tokens: " + logProbs.size() + " (expected: 1 to " + TOP + ")");
        }
        return Map.copyOf(logProbs);
    }
}
