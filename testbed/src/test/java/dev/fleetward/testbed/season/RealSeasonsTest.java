package dev.fleetward.testbed.season;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.PublicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealSeasonsTest {
    private static final String HEADER = "time_utc,region,model,ttr_s,ttft_s\n";

    @TempDir Path folder;

    private static RealSeasons.Line line(RealSeasons.Report report, String name) {
        return report.providers().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theHistoryOfRealProvidersShowsAModestSeason() throws IOException {
        Optional<Path> file = PublicFiles.find(Path.of(""), RealSeasons.PUBLISHED);
        assumeTrue(
                file.isPresent(),
                "skipped: no shared/data/" + RealSeasons.PUBLISHED + " above the repository");
        RealSeasons.Report report = RealSeasons.run(file.orElseThrow(), true, 1, 1_000);
        assertThat(report.gates()).hasSize(5).allMatch(Gate::held);
        assertThat(report.held()).isTrue();
        assertThat(report.overall().low()).isBetween(1.0, 1.05);
        assertThat(report.overall().high()).isBetween(1.05, 1.15);
        assertThat(line(report, "openai").pairs()).isEqualTo(15);
        assertThat(line(report, "anthropic").pairs()).isEqualTo(15);
        assertThat(line(report, "azure").pairs()).isEqualTo(32);
        assertThat(report.toJson()).contains("\"overall\"");
    }

    @Test
    void thinPairsAreShownAndDoNotCount() throws IOException {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int model = 0; model < 6; model++) {
            for (int i = 0; i < 5; i++) {
                rows.append("2024-05-0%dT08:00:00,iad,openai/m%d,0,1\n".formatted(i + 1, model));
                rows.append(
                        "2024-05-0%dT17:00:00,iad,openai/m%d,0,%s\n"
                                .formatted(i + 1, model, 1.1 + 0.1 * model));
            }
        }
        rows.append("2024-05-01T08:00:00,iad,claude-3,0,1\n");
        rows.append("2024-05-01T17:00:00,iad,claude-3,0,9\n");
        Path file = Files.writeString(folder.resolve("some.csv"), rows);
        RealSeasons.Report report = RealSeasons.run(file, false, 1, 500);
        assertThat(report.held()).isTrue();
        RealSeasons.Line openai = line(report, "openai");
        assertThat(openai.ratio()).isCloseTo(1.35, within(1e-9));
        assertThat(openai.low()).isBetween(1.1, 1.3);
        assertThat(openai.high()).isBetween(1.4, 1.6);
        RealSeasons.Line anthropic = line(report, "anthropic");
        assertThat(anthropic.pairs()).isZero();
        assertThat(anthropic.thin()).isEqualTo(1);
        assertThat(anthropic.ratio()).isNaN();
        assertThat(report.overall().ratio()).isEqualTo(openai.ratio());
        assertThat(report.hours()).hasSize(1);
        assertThat(RealSeasons.run(file, false, 1, 500)).isEqualTo(report);
    }

    @Test
    void knowsProvidersByTheirNames() {
        assertThat(Probe.providerOf("gpt-4-turbo")).isEqualTo("openai");
        assertThat(Probe.providerOf("openai/gpt-4-turbo")).isEqualTo("openai");
        assertThat(Probe.providerOf("azure.eastus2/gpt-4-1106-preview")).isEqualTo("azure");
        assertThat(Probe.providerOf("fixie-westus.azure/gpt-4-1106-preview")).isEqualTo("azure");
        assertThat(Probe.providerOf("fixie-mistral.eastus2.azure")).isEqualTo("azure");
        assertThat(Probe.providerOf("azuredatabricks.net/llama-2")).isEqualTo("databricks");
        assertThat(Probe.providerOf("text.octoai.run/m")).isEqualTo("octo");
        assertThat(Probe.providerOf("@cf/meta/llama-2")).isEqualTo("cloudflare");
        assertThat(Probe.providerOf("google/gemini-pro")).isEqualTo("google");
    }

    @Test
    void namesTheLineThatCannotBeRead() throws IOException {
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> RealSeasons.run(other, false, 1, 10))
                .hasMessageContaining("time_utc");
        Path bad = Files.writeString(folder.resolve("bad.csv"), HEADER + "soon,iad,m,1,2\n");
        assertThatThrownBy(() -> RealSeasons.run(bad, false, 1, 10)).hasMessageContaining("line 2");
    }
}
