package dev.fleetward.testbed.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.PublicFiles;
import dev.fleetward.testbed.minibatch.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PaperTest {
    private static final int RUNS = 12;

    @TempDir Path folder;

    private static Experiment recorded(String name) throws IOException {
        String file = "traces/vtc/arrivals_" + name + ".csv";
        Optional<Path> found = PublicFiles.find(Path.of(""), file);
        assumeTrue(found.isPresent(), "skipped: no shared/data/" + file + " above the repository");
        return Experiment.read(found.orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"real", "overload", "overload-weighted"})
    void everyGateHoldsOnTheRecordedArrivals(String name) throws IOException {
        assertThat(Comparison.of(recorded(name), RUNS, 1).gates())
                .isNotEmpty()
                .allMatch(Gate::held);
    }

    @ParameterizedTest
    @EnumSource
    void everyGateHoldsOnTheDrawnArrivals(Suite suite) {
        assertThat(Comparison.of(suite.experiment(), 3, 1).gates())
                .isNotEmpty()
                .allMatch(Gate::held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overload", "overload-weighted"})
    void drawsTheArrivalsThatThePaperDrew(String name) throws IOException {
        Experiment drawn = Suite.ofLabel(name).orElseThrow().experiment();
        Experiment recorded = recorded(name);
        assertThat(drawn.clients()).isEqualTo(recorded.clients());
        assertThat(drawn.weights()).isEqualTo(recorded.weights());
        assertThat(drawn.requests()).hasSameSizeAs(recorded.requests());
        for (int i = 0; i < drawn.requests().size(); i++) {
            Request expected = recorded.requests().get(i);
            Request found = drawn.requests().get(i);
            // The file has four decimals.
            assertThat(Math.abs(found.atNanos() - expected.atNanos())).isLessThan(60_000);
            assertThat(found.client()).isEqualTo(expected.client());
            assertThat(found.service()).isEqualTo(expected.service());
        }
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        Experiment experiment = Suite.INCREASE.experiment();
        assertThat(Comparison.of(experiment, 2, 7)).isEqualTo(Comparison.of(experiment, 2, 7));
    }

    @Test
    void aWeightColumnIsRead() throws IOException {
        Path file = folder.resolve("arrivals_mine.csv");
        Files.writeString(
                file,
                """
                arrival_s,client,input_tokens,output_tokens,weight
                0.5,a,10,20,1
                0.25,b,30,40,2.5
                """);
        Experiment read = Experiment.read(file);
        assertThat(read.name()).isEqualTo("mine");
        assertThat(read.clients()).containsExactly("b", "a");
        assertThat(read.weights()).containsExactly(2.5, 1.0);
        assertThat(read.requests().getFirst().atNanos()).isEqualTo(250_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x,a,1,1", "1,a,0,1", "1,a,1", "-1,a,1,1", "1,,1,1"})
    void aBrokenLineIsNamed(String line) throws IOException {
        Path file = folder.resolve("broken.csv");
        Files.writeString(file, "arrival_s,client,input_tokens,output_tokens\n" + line + "\n");
        assertThatThrownBy(() -> Experiment.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void weightsOfUnknownClientsAreRefused() {
        Experiment experiment = Suite.OVERLOAD.experiment();
        assertThatThrownBy(() -> experiment.withWeights(Map.of("c9", 2.0)))
                .hasMessageContaining("c9");
        assertThatThrownBy(() -> experiment.withWeights(Map.of("c0", 0.0)))
                .hasMessageContaining("above 0");
    }

    @Test
    void gatesThatDoNotHoldAreReported() {
        Experiment experiment = Suite.OVERLOAD.experiment();
        Report report = Comparison.of(experiment, 1, 1);
        List<Gate> gates = Gates.of(experiment, report.schedulers(), 1);
        assertThat(gates).anyMatch(gate -> !gate.held());
    }
}
