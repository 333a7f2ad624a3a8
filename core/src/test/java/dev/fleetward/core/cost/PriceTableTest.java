package dev.fleetward.core.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);

    private static PriceRow row(String provider, String pattern, String from, String mark) {
        return new PriceRow(
                pattern + "@" + from + mark,
                provider,
                pattern,
                LocalDate.parse(from),
                1,
                -1,
                -1,
                -1,
                1,
                null);
    }

    private static final PriceTable TABLE =
            new PriceTable(
                    List.of(
                            row("*", "gpt-4o", "2024-08-06", ""),
                            row("*", "gpt-4o-mini", "2024-07-18", ""),
                            row("*", "gpt-4o-mini-tuned*", "2024-07-18", ""),
                            row("*", "gpt-4o-2024-05-13", "2024-05-13", ""),
                            row("*", "claude-3-5-haiku*", "2024-10-22", ""),
                            row("*", "claude-3*", "2024-03-07", ""),
                            row("*", "claude-sonnet-4", "2025-05-14", ""),
                            row("*", "o3", "2025-06-10", ""),
                            row("*", "o3", "2025-04-16", ""),
                            row("*", "o3", "2027-01-01", ""),
                            row("groq", "llama", "2025-01-01", ""),
                            row("together", "llama", "2025-02-01", "")));

    private static String version(PriceTable table, String provider, String model, LocalDate day) {
        return table.find(provider, model, day).map(PriceRow::version).orElse("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o@2024-08-06",
        "gpt-4o-2024-08-06, gpt-4o@2024-08-06",
        "gpt-4o-2024-05-13, gpt-4o-2024-05-13@2024-05-13",
        "gpt-4o-mini-2024-07-18, gpt-4o-mini@2024-07-18",
        "claude-sonnet-4-20250514, claude-sonnet-4@2025-05-14",
        "claude-sonnet-4@20250514, claude-sonnet-4@2025-05-14",
        "claude-3-5-haiku-latest, claude-3-5-haiku*@2024-10-22",
        "claude-3-opus-20240229, claude-3*@2024-03-07",
        "gpt-4o-mini-tuned-ours, gpt-4o-mini-tuned*@2024-07-18",
    })
    void findsTheRowOfAModel(String model, String version) {
        assertThat(version(TABLE, "openai", model, DAY)).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-audio-preview",
        "gpt-4o-2024-8-6",
        "gpt-4",
        "GPT-4o",
        "-2024-08-06",
        "claude-sonnet-4-6",
        "''",
    })
    void aModelThatNoRowNamesIsUnknownAndNotPricedAsItsNeighbour(String model) {
        assertThat(TABLE.find("openai", model, DAY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-04-15, unknown",
        "2025-04-16, o3@2025-04-16",
        "2025-06-09, o3@2025-04-16",
        "2025-06-10, o3@2025-06-10",
        "2026-12-31, o3@2025-06-10",
        "2027-01-01, o3@2027-01-01",
    })
    void takesTheLatestRowThatHoldsOnTheDay(LocalDate day, String version) {
        assertThat(version(TABLE, "openai", "o3", day)).isEqualTo(version);
    }

    @Test
    void eachProviderHasItsOwnPriceForTheSameName() {
        assertThat(version(TABLE, "groq", "llama", DAY)).isEqualTo("llama@2025-01-01");
        assertThat(version(TABLE, "together", "llama", DAY)).isEqualTo("llama@2025-02-01");
        assertThat(version(TABLE, "our-own-gpus", "llama", DAY)).isEqualTo("unknown");
    }

    @Test
    void aProvidersOwnRowGoesBeforeThatOfEveryProvider() {
        PriceTable table =
                new PriceTable(
                        List.of(
                                row("*", "m", "2026-02-01", ""),
                                row("azure", "m", "2026-01-01", "")));

        assertThat(version(table, "azure", "m", DAY)).isEqualTo("m@2026-01-01");
        assertThat(version(table, "openai", "m", DAY)).isEqualTo("m@2026-02-01");
        assertThat(version(table, "azure", "m", LocalDate.of(2025, 1, 1))).isEqualTo("unknown");
    }

    @Test
    void whatTheConfigurationSetGoesBeforeEveryShippedRow() {
        PriceTable table =
                new PriceTable(
                        List.of(
                                row("*", "gpt-4o", "2026-05-01", ""),
                                row("*", "gpt-*", "2026-03-01", PriceRow.OVERRIDE)));

        assertThat(version(table, "openai", "gpt-4o", DAY)).isEqualTo("gpt-*@2026-03-01+override");
        assertThat(version(table, "openai", "gpt-4o", LocalDate.of(2026, 2, 28)))
                .isEqualTo("unknown");
    }

    @Test
    void ofTwoRowsFromTheSameDayTheOneListedFirstHolds() {
        PriceTable table =
                new PriceTable(
                        List.of(
                                row("*", "m", "2026-01-01", "first"),
                                row("*", "m", "2026-01-01", "second")));

        assertThat(version(table, "x", "m", DAY)).endsWith("first");
    }
}
