package dev.fleetward.bench.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir Path folder;

    private final Samples samples = new Samples();
    private final Pairs pairs = new Pairs();

    @Test
    void judgesRelativeGoalsByTheMedianOfTheRounds() {
        samples.add(Measure.CPU_UNARY_32, "nginx", 12);
        samples.add(Measure.CPU_UNARY_32, "nginx", 10);
        samples.add(Measure.CPU_UNARY_32, "nginx", 90);
        samples.add(Measure.CPU_UNARY_32, "gateway", 36);

        assertThat(line(Measure.CPU_UNARY_32))
                .contains("12.0", "36.0", "3.000", "<= 3.0 x", " met");

        samples.add(Measure.CPU_CHUNK, "nginx", 2);
        samples.add(Measure.CPU_CHUNK, "gateway", 5.1);

        assertThat(line(Measure.CPU_CHUNK)).contains("MISSED");
    }

    @Test
    void judgesRatesByTheLeastThatIsWanted() {
        samples.add(Measure.INTAKE, "gateway", 49_999);

        assertThat(line(Measure.INTAKE)).contains(">= 50,000 1/s", "MISSED");

        samples.add(Measure.INTAKE, "gateway", 49_000);
        samples.add(Measure.INTAKE, "gateway", 70_000);
        samples.add(Measure.INTAKE, "gateway", 71_000);
        samples.add(Measure.INTAKE, "gateway", 72_000);

        assertThat(line(Measure.INTAKE)).contains("70,000", " met");
    }

    @Test
    void leavesOpenWhatWasNotMeasured() {
        samples.add(Measure.CPU_CHUNK, "nginx", 2);

        assertThat(line(Measure.CPU_CHUNK)).contains(" - ").doesNotContain("met", "MISSED");
    }

    @Test
    void judgesWhetherItIsWorseThanTheOtherCheckoutByRoundsOfPairs() throws IOException {
        for (int i = 0; i < 12; i++) {
            int round = i;
            double drift = 1 + round / 10.0;
            pairs.add(Measure.CPU_UNARY_32, round, 20 * drift, 20.2 * drift);
            pairs.add(Measure.RATE_32, round, 2_000 * drift, 1_800 * drift);
            for (int j = 0; j < 3; j++) {
                pairs.add(Measure.CPU_CHUNK, round, 20, j == 0 ? 99 : round % 2 == 0 ? 19 : 23);
            }
        }
        pairs.add(Measure.ADDED_P50, 0, -0.01, 0.02);

        String comparison = Report.table(samples, pairs).split("\n\n", 2)[1];

        assertThat(comparison.lines().skip(1).limit(4))
                .satisfiesExactly(
                        unary -> assertThat(unary).contains("1.010..1.010", " met"),
                        rate -> assertThat(rate).contains("0.900", " 12 ", "MISSED"),
                        chunk -> assertThat(chunk).contains("0.950..1.150", "not shown"),
                        added -> assertThat(added).contains("NaN", "not shown"));
        Path file = folder.resolve("bench.json");
        Report.writeJson(file, samples, pairs, Map.of());
        assertThat(Files.readString(file))
                .contains("\"pairs\":[[0,20.0,20.2],", "\"change\":1.01", "\"noWorse\":\"met\"");
    }

    @Test
    void writesMediansRoundsAndRatiosAsJson() throws IOException {
        samples.add(Measure.CPU_CHUNK, "nginx", 2);
        samples.add(Measure.CPU_CHUNK, "gateway", 4);
        Path file = folder.resolve("bench.json");

        Report.writeJson(file, samples, pairs, Map.of("cores", "2"));

        assertThat(Files.readString(file))
                .contains(
                        "\"cores\":\"2\"",
                        "\"name\":\"cpu_chunk\"",
                        "\"gatewayRounds\":[4.0]",
                        "\"ratio\":2.0",
                        "\"goalRatio\":2.5",
                        "\"met\":true");
    }

    private String line(Measure measure) {
        return Report.table(samples, pairs)
                .lines()
                .filter(line -> line.startsWith(measure.title()))
                .findFirst()
                .orElseThrow();
    }
}
