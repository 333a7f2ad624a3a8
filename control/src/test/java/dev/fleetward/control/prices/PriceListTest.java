package dev.fleetward.control.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {
    private static final String HEADER =
            "provider, model, from, input, cacheRead, cacheWrite, cacheWriteLong, output, source\n";
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

    private static List<PriceRow> parse(String rows) {
        return PriceFile.parse("prices.csv", "# a comment\n" + HEADER + "\n" + rows);
    }

    @Test
    void readsARow() {
        assertThat(parse("x-ai, grok*, 2026-01-31, 2_500_000_000, 0, , , 10, https://x.ai/prices"))
                .containsExactly(
                        new PriceRow(
                                "x-ai/grok*@2026-01-31",
                                "x-ai",
                                "grok*",
                                LocalDate.of(2026, 1, 31),
                                2_500_000_000L,
                                0,
                                PriceRow.UNPRICED,
                                PriceRow.UNPRICED,
                                10,
                                "https://x.ai/prices"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*, m, 2026-01-01, 1, , , , 1 | 8 columns (expected: 9 columns)",
                ", m, 2026-01-01, 1, , , , 1, s | provider: empty",
                "*, , 2026-01-01, 1, , , , 1, s | model: \"\"",
                "*, a*b, 2026-01-01, 1, , , , 1, s | model: \"a*b\"",
                "*, *, 2026-01-01, 1, , , , 1, s | model: \"*\"",
                "*, m, 1.2.2026, 1, , , , 1, s | from: \"1.2.2026\" (expected: a day such as",
                "*, m, 2026-02-30, 1, , , , 1, s | from: \"2026-02-30\"",
                "*, m, 2026-01-01, , , , , 1, s | input: empty",
                "*, m, 2026-01-01, 2.5, , , , 1, s | input: \"2.5\" (expected: nano-dollars",
                "*, m, 2026-01-01, -1, , , , 1, s | input: \"-1\"",
                "*, m, 2026-01-01, 1, , , , 1000000000000001, s | output: \"1000000000000001\"",
                "*, m, 2026-01-01, 1, 99999999999999999999999, , , 1, s | cacheRead",
                "*, m, 2026-01-01, 1, , , , 1, | source: empty",
            })
    void refusesABrokenRowAndNamesItsLine(String row, String message) {
        assertThatThrownBy(() -> parse("*, fine, 2026-01-01, 1, , , , 1, s\n" + row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("prices.csv:5: " + message);
    }

    @Test
    void refusesAMissingHeaderAndARowListedTwice() {
        String row = "*, m, 2026-01-01, 1, , , , 1, s\n";

        assertThatThrownBy(() -> PriceFile.parse("f", row))
                .hasMessageStartingWith("f:1: *, m")
                .hasMessageContaining("expected: the header");
        assertThatThrownBy(() -> PriceFile.parse("f", "# nothing"))
                .hasMessageStartingWith("f: no header");
        assertThatThrownBy(() -> parse(row + row))
                .hasMessage("prices.csv:5: m@2026-01-01 (expected: each version once)");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o-2024-08-06, gpt-4o@2024-08-06",
        "my-azure, gpt-4o-mini-2024-07-18, gpt-4o-mini@2024-07-18",
        "anthropic, claude-sonnet-4-5-20250929, claude-sonnet-4-5@2025-09-29",
        "anthropic, claude-3-5-haiku-latest, claude-3-5-haiku*@2024-10-22",
        "anthropic, claude-sonnet-5, claude-sonnet-5@2026-09-01",
        "google, gemini-3.7-flash, gemini-3.7-flash@2026-01-01",
        "groq, llama-3.3-70b-versatile, groq/llama-3.3-70b-versatile@2024-12-06",
        "demo, sim-large-eu, sim-large*@2020-01-01",
        "demo, sim-anything, sim-*@2020-01-01",
    })
    void theShippedTableKnowsWhatPeopleUse(String provider, String model, String version) {
        PriceTable table = new PriceTable(PriceList.load());

        assertThat(table.find(provider, model, DAY).map(PriceRow::version)).contains(version);
    }

    @ParameterizedTest
    @CsvSource({
        "vllm-eu, llama-3.3-70b-versatile",
        "openai, gpt-4o-audio-preview",
        "openai, gpt-6",
        "vllm-eu, mistral-small-2603",
    })
    void aModelThatTheShippedTableDoesNotPriceIsUnknown(String provider, String model) {
        assertThat(new PriceTable(PriceList.load()).find(provider, model, DAY)).isEmpty();
    }

    @Test
    void overridesGoBeforeShippedRowsAndAreMarked() {
        PriceRow contract =
                new PriceRow(
                        "contract",
                        "*",
                        "gpt-4o*",
                        LocalDate.of(2026, 1, 1),
                        7,
                        -1,
                        -1,
                        -1,
                        7,
                        null);

        PriceList list = PriceList.shipped().withOverrides(List.of(contract));

        PriceTable table = new PriceTable(list.rows());
        assertThat(table.find("openai", "gpt-4o", DAY).map(PriceRow::version))
                .contains("contract+override");
        assertThat(table.find("openai", "gpt-5", DAY)).isPresent();
        assertThat(list.rows()).hasSize(PriceList.load().size() + 1);
    }
}
