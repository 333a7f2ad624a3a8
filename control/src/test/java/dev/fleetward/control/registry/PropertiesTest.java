package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever happens to a sound file, the answer is a snapshot or problems, never an exception, and
/// never the secrets.
class PropertiesTest {
    private static final int ROUNDS = 3_000;
    private static final String[] SHARDS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        ",",
        "\n",
        "\n  ",
        "- ",
        "\"",
        "'",
        "&a ",
        "*a",
        "!!x ",
        "|",
        ">",
        "#",
        "\t",
        "%",
        "@",
        "null",
        "~",
        "true",
        "-1",
        "99999999999999999999",
        "0%",
        "101%",
        "<<",
        "\uFEFF",
        "\u0000",
        "\u2028",
        "é",
        "😀",
        "env:",
        "file:",
        "? ",
        "---\n",
        "...\n",
        "9".repeat(5_000)
    };

    @Test
    void anyMutationOfAGoodFileGivesProblemsOrASnapshot() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int loaded = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutate(Configs.GOOD, random);
            try {
                LoadResult result = Configs.read(text, Configs.ENVIRONMENT);
                String report = ProblemReport.text(Configs.problems(result));
                assertThat(report).doesNotContain(Configs.OPENAI_SECRET);
                switch (result) {
                    case LoadResult.Loaded _ -> loaded++;
                    case LoadResult.Rejected rejected ->
                            assertThat(rejected.problems())
                                    .isNotEmpty()
                                    .allMatch(problem -> problem.line() >= 1)
                                    .allMatch(problem -> problem.column() >= 1)
                                    .anyMatch(problem ->
                                            problem.severity() == Problem.Severity.ERROR);
                }
            } catch (RuntimeException | Error thrown) {
                throw new AssertionError(
                        "seed " + seed + ", round " + round + ":\n" + text, thrown);
            }
        }
        assertThat(loaded).as("seed " + seed).isBetween(1, ROUNDS - 1);
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int cuts = 1 + random.nextInt(3); cuts > 0; cuts--) {
            int at = random.nextInt(mutated.length());
            int end = Math.min(mutated.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, SHARDS[random.nextInt(SHARDS.length)]);
                case 2 -> mutated.replace(at, end, SHARDS[random.nextInt(SHARDS.length)]);
                default -> mutated.insert(at, mutated.substring(at, end));
            }
        }
        return mutated.toString();
    }
}
