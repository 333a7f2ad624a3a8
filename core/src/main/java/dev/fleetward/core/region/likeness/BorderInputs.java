package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Prompts whose two likeliest first tokens nearly tie at temperature 0, so that the slightest
/// change of a model tips them: border inputs (B3IT, arXiv 2602.11083). Candidates are asked
/// [#CANDIDATE_SAMPLES] times for one token; who gives two different ones is a border input.
/// Stateless.
public final class BorderInputs {
    /// Inputs that are asked daily.
    public static final int INPUTS = 20;

    /// Answers to each of them a day.
    public static final int SAMPLES = 10;

    /// Answers to each candidate.
    public static final int CANDIDATE_SAMPLES = 3;

    private BorderInputs() {}

    /// A candidate with the first tokens of its answers.
    public record Candidate(String prompt, List<String> firstTokens) {
        public Candidate {
            firstTokens = List.copyOf(firstTokens);
        }
    }

    /// How often each first token came.
    public record Tally(String prompt, Map<String, Integer> tokens) {
        public Tally {
            tokens = Map.copyOf(tokens);
        }

        public static Tally of(String prompt, List<String> firstTokens) {
            Map<String, Integer> counts = new HashMap<>();
            firstTokens.forEach(token -> counts.merge(token, 1, Integer::sum));
            return new Tally(prompt, counts);
        }

        int total() {
            return tokens.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// The first border inputs among the candidates, in their order.
    ///
    /// @param most how many are wanted; fewer where there are not so many
    public static List<String> choose(List<Candidate> candidates, int most) {
        List<String> chosen = new ArrayList<>();
        for (Candidate each : candidates) {
            if (chosen.size() < most && new HashSet<>(each.firstTokens).size() > 1) {
                chosen.add(each.prompt);
            }
        }
        return chosen;
    }

    /// Half the sum of how far each token's shares are apart: from 0 for equal tallies to 1 for
    /// those without a token in common. Neither may be empty.
    static double distance(Tally one, Tally other) {
        Set<String> tokens = new HashSet<>(one.tokens.keySet());
        tokens.addAll(other.tokens.keySet());
        double sum = 0;
        for (String token : tokens) {
            sum +=
                    Math.abs(
                            (double) one.tokens.getOrDefault(token, 0) / one.total()
                                    - (double) other.tokens.getOrDefault(token, 0) / other.total());
        }
        return sum / 2;
    }
}
