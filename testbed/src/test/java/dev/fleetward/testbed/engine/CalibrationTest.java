package dev.fleetward.testbed.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fleetward.testbed.PublicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The profiles of the 70B model against the measurements of Splitwise on eight GPUs.
final class CalibrationTest {
    private static final String MEASURED = "traces/splitwise/perf_model.csv";

    /// @param kv tokens in memory, on average over the answer
    private record Point(
            double prompt, double batch, double kv, double prefillMs, double decodeMs) {}

    private static List<Point> measured(String hardware) throws IOException {
        Optional<Path> file = PublicFiles.find(Path.of(""), MEASURED);
        assumeTrue(
                file.isPresent(), "skipped: no shared/data/" + MEASURED + " above the repository");
        List<Point> points = new ArrayList<>();
        for (String line : Files.readAllLines(file.orElseThrow())) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals("llama2-70b")
                    && cells[1].equals(hardware)
                    && cells[10].equals("8")) {
                double prompt = Double.parseDouble(cells[2]);
                double batch = Double.parseDouble(cells[3]);
                double answer = Double.parseDouble(cells[4]);
                points.add(
                        new Point(
                                prompt,
                                batch,
                                batch * (prompt + answer / 2),
                                Double.parseDouble(cells[7]),
                                Double.parseDouble(cells[8])));
            }
        }
        assertThat(points).hasSizeGreaterThan(50);
        return points;
    }

    /// Least squares by the normal equations.
    private static double[] fit(List<double[]> rows, List<Double> values) {
        int n = rows.getFirst().length;
        double[][] system = new double[n][n + 1];
        for (int row = 0; row < rows.size(); row++) {
            double[] x = rows.get(row);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    system[i][j] += x[i] * x[j];
                }
                system[i][n] += x[i] * values.get(row);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                if (k != i) {
                    double factor = system[k][i] / system[i][i];
                    for (int j = i; j <= n; j++) {
                        system[k][j] -= factor * system[i][j];
                    }
                }
            }
        }
        double[] found = new double[n];
        for (int i = 0; i < n; i++) {
            found[i] = system[i][n] / system[i][i];
        }
        return found;
    }

    private static void decodesAsMeasured(Profile profile, List<Point> points) {
        List<Double> errors = new ArrayList<>();
        for (Point point : points) {
            double ms = profile.stepNanos((int) point.batch, Math.round(point.kv), 0) / 1e6;
            errors.add(Math.abs(ms / point.decodeMs - 1));
        }
        errors.sort(null);
        assertThat(errors.get(errors.size() / 2)).as("median error").isLessThan(0.02);
        assertThat(errors.getLast()).as("largest error").isLessThan(0.10);
        double[] fitted =
                fit(
                        points.stream()
                                .map(point -> new double[] {1, point.batch, point.kv})
                                .toList(),
                        points.stream().map(Point::decodeMs).toList());
        assertThat(profile.decodeBaseNanos() / 1e6).isCloseTo(fitted[0], within(0.02 * fitted[0]));
        assertThat(profile.decodePerSequenceNanos() / 1e6)
                .isCloseTo(fitted[1], within(0.07 * fitted[1]));
    }

    @Test
    void anH100DecodesAsMeasured() throws IOException {
        decodesAsMeasured(Profile.H100_70B, measured("h100-80gb"));
    }

    @Test
    void anA100DecodesAsMeasured() throws IOException {
        decodesAsMeasured(Profile.A100_70B, measured("a100-80gb"));
    }

    @Test
    void anH100PrefillsAsMeasured() throws IOException {
        List<Point> points = measured("h100-80gb");
        double[] fitted =
                fit(
                        points.stream()
                                .map(point -> new double[] {1, point.prompt * point.batch})
                                .toList(),
                        points.stream().map(Point::prefillMs).toList());
        assertThat(Profile.H100_70B.prefillPerTokenNanos() / 1e6)
                .isCloseTo(fitted[1], within(0.01 * fitted[1]));
        assertThat(Profile.H100_70B.prefillBaseNanos() / 1e6).isCloseTo(fitted[0], within(3.0));
    }

    /// On an A100 prefill grows faster than its tokens, so the fit is on relative errors.
    @Test
    void anA100PrefillsAsMeasured() throws IOException {
        List<Point> points = measured("a100-80gb");
        double[] fitted =
                fit(
                        points.stream()
                                .map(point ->
                                        new double[] {
                                            1 / point.prefillMs,
                                            point.prompt * point.batch / point.prefillMs
                                        })
                                .toList(),
                        points.stream().map(point -> 1.0).toList());
        assertThat(Profile.A100_70B.prefillPerTokenNanos() / 1e6)
                .isCloseTo(fitted[1], within(0.01 * fitted[1]));
        assertThat(Profile.A100_70B.prefillBaseNanos() / 1e6).isCloseTo(fitted[0], within(0.5));
    }
}
