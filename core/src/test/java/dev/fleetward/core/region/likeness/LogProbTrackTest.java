package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogProbTrackTest {
    /// Twenty tokens with noise; the shift tilts them.
    private static Map<String, Double> answer(SplittableRandom random, double shift) {
        Map<String, Double> logProbs = new HashMap<>();
        for (int token = 0; token < LogProbTrack.TOP; token++) {
            double tilt = token % 2 == 0 ? shift : -shift;
            logProbs.put("t" + token, -1 - token / 3.0 + tilt + 0.05 * random.nextGaussian());
        }
        return logProbs;
    }

    @Test
    void holdsItsLevelAndFindsASmallShift() {
        int falsely = 0;
        for (int seed = 1; seed <= 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LogProbTrack track = new LogProbTrack(0.05, List.of());
            for (int i = 0; i < LogProbTrack.REFERENCE; i++) {
                assertThat(track.see(answer(random, 0), random)).isEmpty();
            }
            falsely += sample(track, random, 0).differs() ? 1 : 0;
            assertThat(sample(track, random, 0.05).differs()).as("seed %s", seed).isTrue();
        }
        // 5 expected; four standard deviations of 2.2 above.
        assertThat(falsely).isLessThanOrEqualTo(14);
    }

    private static LogProbTest.Result sample(
            LogProbTrack track, SplittableRandom random, double shift) {
        Optional<LogProbTest.Result> result = Optional.empty();
        for (int i = 0; i < LogProbTrack.DETECTION; i++) {
            assertThat(result).isEmpty();
            result = track.see(answer(random, shift), random);
        }
        return result.orElseThrow();
    }

    @Test
    void aTokenThatIsNotListedCountsWithTheLeastThatIs() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Double> two = Map.of("a", -0.5, "b", -2.0);
        Map<String, Double> one = Map.of("a", -0.5);
        LogProbTest.Result result =
                LogProbTest.test(List.of(two, two), List.of(one), 0.5, 10, random);
        assertThat(result.difference()).isEqualTo(0.75);
    }

    @Test
    void equalAnswersAreNoDifference() {
        SplittableRandom random = new SplittableRandom(1);
        List<Map<String, Double>> kept = java.util.Collections.nCopies(50, Map.of("a", -0.5));
        LogProbTrack track = new LogProbTrack(0.01, kept);
        assertThat(track.reference()).isEqualTo(kept);
        Optional<LogProbTest.Result> result = Optional.empty();
        for (int i = 0; i < LogProbTrack.DETECTION; i++) {
            result = track.see(Map.of("a", -0.5), random);
        }
        assertThat(result).map(LogProbTest.Result::pValue).contains(1.0);
        assertThat(result.orElseThrow().toString())
                .contains("no difference shown", "10 answers against 50", "1000 relabellings");
    }

    @Test
    void namesWhatItCannotUse() {
        assertThatThrownBy(() -> new LogProbTrack(1e-9, List.of())).hasMessageContaining("alpha");
        SplittableRandom random = new SplittableRandom(1);
        LogProbTrack track = new LogProbTrack(0.05, List.of());
        assertThatThrownBy(() -> track.see(Map.of(), random)).hasMessageContaining("tokens: 0");
    }
}
