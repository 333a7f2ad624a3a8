package dev.fleetward.control.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.cost.Cost;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Prices usages that real providers reported and compares with amounts that somebody else worked
/// out for them.
class RecordedUsageTest {
    private static final String RECORDED = "shared/data/prices/usages.json";

    /// The recording does not say for which day its amounts were worked out. Those of
    /// claude-sonnet-5 are at the price whose last day this was; no other price that is compared
    /// here changed around then.
    private static final LocalDate DAY = LocalDate.of(2026, 8, 31);

    /// Kinds of usage that a price row covers. What has others (audio, web searches) is left out.
    private static final Set<String> COVERED =
            Set.of(
                    "input_tokens",
                    "output_tokens",
                    "input_text_tokens",
                    "output_text_tokens",
                    "output_reasoning_tokens",
                    "cache_read_tokens",
                    "cache_text_read_tokens",
                    "cache_write_tokens",
                    "cache_write_5m_tokens",
                    "cache_write_1h_tokens");

    @Test
    void costsWhatOthersWorkedOut() {
        Path file = recorded();
        assumeTrue(file != null, "skipped: no " + RECORDED + " beside or above the repository");
        PriceTable table = new PriceTable(PriceList.load());
        int compared = 0;
        for (JsonNode call : new ObjectMapper().readTree(read(file))) {
            String model = call.path("model").asString("");
            Optional<PriceRow> row = table.find("", model, DAY);
            if (row.isEmpty()) {
                continue;
            }
            for (JsonNode extracted : call.path("extracted")) {
                JsonNode usage = extracted.path("usage");
                if (!COVERED.containsAll(List.copyOf(usage.propertyNames()))) {
                    continue;
                }
                for (JsonNode priced : extracted.path("extractors")) {
                    if (!soldBy(priced, model)) {
                        continue;
                    }
                    assertThat(Cost.nanos(usage(usage), row.get()))
                            .as("%s %s", model, usage)
                            .isEqualTo(expected(priced));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(200);
    }

    private static boolean soldBy(JsonNode priced, String model) {
        String seller = model.startsWith("claude") ? "anthropic" : "openai";
        return priced.path("provider_id").asString("").equals(seller) && priced.has("input_price");
    }

    /// Cached tokens are inside their input tokens; ours do not overlap.
    private static Usage usage(JsonNode usage) {
        long read = usage.path("cache_read_tokens").asLong(0);
        long written = usage.path("cache_write_tokens").asLong(0);
        long writtenLong = usage.path("cache_write_1h_tokens").asLong(0);
        return new Usage(
                TokenCount.reported(usage.path("input_tokens").asLong(0) - read - written),
                TokenCount.reported(read),
                TokenCount.reported(written - writtenLong),
                TokenCount.reported(writtenLong),
                TokenCount.reported(usage.path("output_tokens").asLong(0)),
                TokenCount.ABSENT);
    }

    private static long expected(JsonNode priced) {
        return new BigDecimal(priced.path("input_price").asString("0"))
                .add(new BigDecimal(priced.path("output_price").asString("0")))
                .movePointRight(9)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Beside the repository, wherever the test was started from.
    private static @Nullable Path recorded() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path file = folder.resolve(RECORDED);
            if (Files.isReadable(file)) {
                return file;
            }
            folder = folder.getParent();
        }
        return null;
    }
}
