package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.Main;
import dev.fleetward.app.fleet.TestFleet;
import dev.fleetward.control.evaluation.PermitBook;
import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Ctrl-C of a suite that runs in a process of its own, while some of its calls hang.
class EvalSignalTest {
    private static final long LIMIT_SECONDS = 120;
    private static final int PARALLEL = 4;

    private static final String SUITE =
            """
            name: hanging
            route: openai
            feature: tester
            defaults: { maxTokens: 20, samples: 100 }
            budget: 5 USD
            calls: 1000
            parallel: 4
            cases: [{ name: word, prompt: "Say something.", checks: [{ notRefused: true }] }]
            """;

    @Test
    void whatWasSampledIsPrintedAndKeptAndNothingStaysOpen() throws Exception {
        try (TestFleet fleet = TestFleet.start()) {
            fleet.node().announce(null, List.of());
            Files.writeString(fleet.folder().resolve("hanging.yaml"), SUITE);
            fleet.provider("openai-b").faults().set(List.of(Rule.parse("stall")));
            Path out = fleet.folder().resolve("out");
            Process eval =
                    new ProcessBuilder(
                                    // Whoever runs this may have been started without it.
                                    "env",
                                    "--default-signal=INT",
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    "eval",
                                    "hanging.yaml",
                                    "--data",
                                    "data")
                            .directory(fleet.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            try {
                // Samples alternate between the endpoints, so some of the other one are whole.
                await(eval, () -> open(fleet) == PARALLEL);
                new ProcessBuilder("kill", "-INT", Long.toString(eval.pid())).start().waitFor();
                assertThat(eval.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
            } finally {
                eval.destroyForcibly();
            }

            String told = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(eval.exitValue()).as(told).isEqualTo(128 + 2);
            assertThat(told).contains("PARTIAL: stopped", "NOT DECIDED", "openai-a");
            JsonNode kept = fleet.admin("/v1/evaluations?suite=hanging&endpoint=openai-a&limit=1");
            assertThat(kept.at("/results/0/verdict").asString("")).isEqualTo("incomplete");
            assertThat(kept.at("/results/0/samples").asInt(0)).isPositive();
            await(eval, () -> open(fleet) == 0);
            openAllPermits(fleet);
        }
    }

    /// The run has left none behind.
    private static void openAllPermits(TestFleet fleet) throws Exception {
        for (int i = 0; i < PermitBook.MOST; i++) {
            assertThat(
                            fleet.adminPost(
                                            "/v1/evaluations",
                                            "{\"suite\":\"s\",\"feature\":\"tester\",\"route\":\"openai\"}")
                                    .path("run")
                                    .asString(""))
                    .as("permit %d", i)
                    .isNotEmpty();
        }
    }

    private static long open(TestFleet fleet) throws Exception {
        JsonNode endpoint = fleet.admin("/v1/endpoints/openai-b");
        return endpoint.path("open").asLong(-1);
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Process eval, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time, alive: %s", eval.isAlive()).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
