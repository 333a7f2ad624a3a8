package dev.fleetward.testbed.region;

import dev.fleetward.core.region.likeness.BorderDrift;
import dev.fleetward.core.region.likeness.BorderInputs;
import dev.fleetward.core.region.likeness.BorderInputs.Candidate;
import dev.fleetward.core.region.likeness.BorderInputs.Tally;
import dev.fleetward.core.region.likeness.BorderRule;
import dev.fleetward.core.region.likeness.BorderVerdict;
import dev.fleetward.core.region.likeness.BorderWatch;
import dev.fleetward.core.region.likeness.LogProbTrack;
import dev.fleetward.core.region.likeness.ModelEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Models that can be probed, as far as the active tests see them. Stateless.
final class ProbeTrials {
    static final int LEAD_DAYS = 20;

    private static final int WORDS = 30;
    private static final int CHOICES = 4;
    private static final int REFERENCE_SAMPLES = 50;
    private static final int CANDIDATES = 5_000;

    /// Of the logarithm of the odds of the two likeliest first tokens, over all candidates.
    private static final double ODDS_SPREAD = 12;

    private ProbeTrials() {}

    /// One Model Equality Test, of 25 prompts and 10 answers each. An answer is thirty words of
    /// which each is one of four, by a taste of its own for each prompt and place; words have
    /// different lengths, so that answers fall out of step as real ones do.
    ///
    /// @param effect share of the places at which the other version has another taste
    /// @param mixture share of the calls that it serves
    static ModelEquality.Result equality(SplittableRandom random, double effect, double mixture) {
        ModelEquality test = new ModelEquality(25, 10, 200, 200, 0.05);
        List<List<String>> reference = new ArrayList<>();
        List<List<String>> endpoint = new ArrayList<>();
        for (int prompt = 0; prompt < test.prompts(); prompt++) {
            double[][] taste = new double[WORDS][];
            double[][] other = new double[WORDS][];
            for (int word = 0; word < WORDS; word++) {
                taste[word] = taste(random);
                other[word] = random.nextDouble() < effect ? taste(random) : taste[word];
            }
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            for (int sample = 0; sample < test.samples(); sample++) {
                first.add(answer(random, taste));
                second.add(answer(random, random.nextDouble() < mixture ? other : taste));
            }
            reference.add(first);
            endpoint.add(second);
        }
        return test.test(reference, endpoint, random);
    }

    /// Chances of four words, one of them likely.
    private static double[] taste(SplittableRandom random) {
        double[] chances = new double[CHOICES];
        double sum = 0;
        for (int i = 0; i < CHOICES; i++) {
            chances[i] = Math.exp(1.5 * random.nextGaussian());
            sum += chances[i];
        }
        for (int i = 0; i < CHOICES; i++) {
            chances[i] /= sum;
        }
        return chances;
    }

    private static String answer(SplittableRandom random, double[][] taste) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            double left = random.nextDouble();
            int choice = 0;
            while (choice < CHOICES - 1 && left >= taste[word][choice]) {
                left -= taste[word][choice++];
            }
            int letters = 3 + (word + choice) % 4;
            for (int letter = 0; letter < letters; letter++) {
                text.append((char) ('a' + (word * 7 + choice * 5 + letter * 3) % 26));
            }
            text.append(' ');
        }
        return text.toString();
    }

    /// Border inputs of one endpoint over four weeks, after a lead.
    ///
    /// @param effect share of the inputs to which the other version has one answer of its own, be
    ///   it one of the two or a third; 0 for no other version
    /// @param days until it serves all calls; 0 at once
    /// @param drift whether they are held against their first day as well
    /// @return the day of the first alarm since the change began, -1 for none
    static int borders(SplittableRandom random, double effect, int days, boolean drift) {
        List<Double> odds = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < CANDIDATES && odds.size() < BorderInputs.INPUTS; i++) {
            double each = ODDS_SPREAD * random.nextGaussian();
            List<String> tokens = tokens(random, each, BorderInputs.CANDIDATE_SAMPLES);
            candidates.add(new Candidate("p" + i, tokens));
            if (tokens.stream().distinct().count() > 1) {
                odds.add(each);
            }
        }
        List<String> prompts = BorderInputs.choose(candidates, BorderInputs.INPUTS);
        List<Tally> reference = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            reference.add(Tally.of(prompts.get(i), tokens(random, odds.get(i), REFERENCE_SAMPLES)));
            own.add(
                    random.nextDouble() < effect
                            ? List.of("yes", "no", "perhaps").get(random.nextInt(3))
                            : "");
        }
        BorderDrift slow = new BorderDrift(BorderDrift.Notes.NOTHING);
        BorderWatch watch = new BorderWatch(BorderRule.DEFAULT, reference, List.of());
        for (int day = 0; day < LEAD_DAYS + RolloutRun.DAYS; day++) {
            int since = day - LEAD_DAYS;
            double share =
                    since < 0 ? 0 : days == 0 ? 1 : RolloutRun.share(RolloutRun.BEGINS + since);
            List<Tally> tallies = new ArrayList<>();
            for (int i = 0; i < prompts.size(); i++) {
                List<String> tokens = tokens(random, odds.get(i), BorderInputs.SAMPLES);
                if (!own.get(i).isEmpty()) {
                    String other = own.get(i);
                    tokens.replaceAll(token -> random.nextDouble() < share ? other : token);
                }
                tallies.add(Tally.of(prompts.get(i), tokens));
            }
            boolean found = watch.see(day, tallies) instanceof BorderVerdict.Changed;
            found |= slow.see(watch.rows().getLast().distance()) && drift;
            if (found && since >= 0) {
                return since;
            }
        }
        return -1;
    }

    private static List<String> tokens(SplittableRandom random, double odds, int samples) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            tokens.add(random.nextDouble() < 1 / (1 + Math.exp(-odds)) ? "yes" : "no");
        }
        return tokens;
    }

    /// One test of ten answers' log probabilities against fifty.
    ///
    /// @param shift how far each token's log probability is moved, as a standard deviation, beside
    ///   a noise of 0.05 from answer to answer
    /// @param mixture share of the calls that the other version serves
    static boolean logProbs(SplittableRandom random, double shift, double mixture, double alpha) {
        double[] usual = new double[LogProbTrack.TOP];
        double[] moved = new double[LogProbTrack.TOP];
        for (int token = 0; token < usual.length; token++) {
            usual[token] = -0.5 - token / 3.0;
            moved[token] = usual[token] + shift * random.nextGaussian();
        }
        LogProbTrack track = new LogProbTrack(alpha, List.of());
        for (int i = 0; i < LogProbTrack.REFERENCE; i++) {
            track.see(noisy(random, usual), random);
        }
        while (true) {
            double[] version = random.nextDouble() < mixture ? moved : usual;
            var result = track.see(noisy(random, version), random);
            if (result.isPresent()) {
                return result.get().differs();
            }
        }
    }

    private static Map<String, Double> noisy(SplittableRandom random, double[] logProbs) {
        Map<String, Double> answer = new HashMap<>();
        for (int token = 0; token < logProbs.length; token++) {
            answer.put("t" + token, logProbs[token] + 0.05 * random.nextGaussian());
        }
        return answer;
    }
}
