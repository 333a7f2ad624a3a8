package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SimulateVerbTest {
    @TempDir Path folder;

    @Test
    void showsAnExperimentOfThePaperWithItsGates() {
        Shell.Ended ended =
                new Shell(folder).run("simulate", "vtc-suite", "increase", "--runs", "2");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("FCFS", "VTC (oracle)", "RPM 30", "fleetward", "held", "every gate held")
                .doesNotContain("NOT HELD");
    }

    @Test
    void takesAnyFileOfArrivalsAndAnswersInJson() throws IOException {
        StringBuilder rows = new StringBuilder("arrival_s,client,input_tokens,output_tokens\n");
        for (int i = 0; i < 300; i++) {
            rows.append(i * 0.3).append(i % 3 == 0 ? ",light" : ",heavy").append(",200,100\n");
        }
        Files.writeString(folder.resolve("mine.csv"), rows);
        Shell.Ended ended =
                new Shell(folder)
                        .run(
                                "simulate",
                                "vtc-real",
                                "--arrivals",
                                "mine.csv",
                                "--runs",
                                "1",
                                "--weights",
                                "light=2",
                                "--json");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        JsonNode report = new JsonMapper().readTree(ended.out());
        assertThat(report.path("experiment").asString("")).isEqualTo("mine");
        assertThat(report.path("bound").asDouble()).isEqualTo(40_000);
        assertThat(report.path("schedulers").get(2).path("found").has("AVERAGE_DIFFERENCE"))
                .isTrue();
    }

    @Test
    void showsHowSoonWorseAnswersAreFound() {
        Shell shell = new Shell(folder);
        Shell.Ended ended = shell.run("simulate", "cusum", "--seeds", "200", "--chart", "1%,4%,8");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("79,337", "malformed at 3%", "4.0%", "every gate held")
                .doesNotContain("NOT HELD");

        assertThat(shell.run("simulate", "cusum", "--chart", "5%,2%,6").exitCode()).isEqualTo(2);
        assertThat(shell.run("simulate", "cusum", "--chart", "many").exitCode()).isEqualTo(2);
    }

    @Test
    void showsTheSeasonsOfAFileOfProbes() throws IOException {
        StringBuilder rows = new StringBuilder("time_utc,region,model,ttft_s\n");
        for (int i = 0; i < 4; i++) {
            rows.append("2024-05-01T08:00:00,iad,openai/m,0.5\n");
            rows.append("2024-05-01T17:00:00,iad,openai/m,0.6\n");
        }
        rows.append("2024-05-01T08:00:00,sea,openai/m,0.5\n");
        rows.append("2024-05-01T17:00:00,sea,openai/m,0.6\n");
        Files.writeString(folder.resolve("probes.csv"), rows);
        Shell shell = new Shell(folder);
        Shell.Ended ended =
                shell.run("simulate", "seasons-real", "--file", "probes.csv", "--pairs");
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("openai", "1.20", "too few", "17 UTC", "thin");
        assertThat(shell.run("simulate", "seasons-real", "--file", "none.csv").exitCode())
                .isEqualTo(2);
    }

    @Test
    void showsHowSoonAnotherModelUnderTheOldNameIsFound() {
        Shell shell = new Shell(folder);
        Shell.Ended ended = shell.run("simulate", "likeness", "--seeds", "1");
        assertThat(ended.out())
                .as(ended.err())
                .contains(
                        "tokens per character", "allowed in all", "border inputs", "found within");
        assertThat(shell.run("simulate", "likeness", "--seeds", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void runsAScenarioUnderOnePolicyOrAll() {
        Shell shell = new Shell(folder);
        Shell.Ended one = shell.run("simulate", "parade", "--policy", "fair", "--seed", "3");
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out()).contains("--seed 3", "chat ttft p95 s").doesNotContain("fifo");
        Shell.Ended all = shell.run("simulate", "parade", "--json");
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(new JsonMapper().readTree(all.out()).path("held").asBoolean()).isTrue();
        assertThat(shell.run("simulate", "random", "--seeds", "5").out())
                .contains("5 fleets", "every invariant held");
    }

    @Test
    void namesWhatItCannotUse() throws IOException {
        Files.writeString(folder.resolve("bad.csv"), "when,who\n1,a\n");

        Shell shell = new Shell(folder);
        assertThat(shell.run("simulate").exitCode()).isEqualTo(2);
        assertThat(shell.run("simulate", "vtc-suite", "nothing").err()).contains("overload-multi");
        assertThat(shell.run("simulate", "vtc-real", "--arrivals", "bad.csv").err())
                .contains("arrival_s,client,input_tokens,output_tokens");
        assertThat(shell.run("simulate", "vtc-real", "--arrivals", "absent.csv").exitCode())
                .isEqualTo(2);
        assertThat(shell.run("simulate", "vtc-suite", "increase", "--runs", "0").exitCode())
                .isEqualTo(2);
    }
}
