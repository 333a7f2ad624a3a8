package dev.fleetward.control.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigDifferenceTest {
    private static final SortedMap<String, String> BEFORE =
            values(
                    "data", "./data",
                    "endpoints.a.model", "m",
                    "endpoints.a.pool", "p",
                    "endpoints.\"b.c\".model", "m",
                    "pools.p.concurrent", "48");

    private static SortedMap<String, String> values(String... pathsAndValues) {
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < pathsAndValues.length; i += 2) {
            values.put(pathsAndValues[i], pathsAndValues[i + 1]);
        }
        return values;
    }

    private static List<String> lines(SortedMap<String, String> after) {
        return ConfigDifference.lines(BEFORE, after);
    }

    @Test
    void saysNothingWhereNothingDiffers() {
        assertThat(lines(new TreeMap<>(BEFORE))).isEmpty();
    }

    @Test
    void saysEachValueThatIsAnother() {
        SortedMap<String, String> after = new TreeMap<>(BEFORE);
        after.put("pools.p.concurrent", "24");
        after.put("pools.p.kvTokens", "400000");
        after.remove("endpoints.a.pool");
        after.put("data", "/var/lib");
        assertThat(lines(after))
                .containsExactly(
                        "data: ./data → /var/lib",
                        "endpoints.a.pool: no longer set (was p)",
                        "pools.p.concurrent: 48 → 24",
                        "pools.p.kvTokens: 400000 (was not set)");
    }

    @Test
    void saysAPartThatCameOrWentOnce() {
        SortedMap<String, String> after = new TreeMap<>(BEFORE);
        after.remove("endpoints.\"b.c\".model");
        after.put("endpoints.d.model", "m");
        after.put("endpoints.d.pool", "p");
        assertThat(lines(after)).containsExactly("endpoints.\"b.c\" removed", "endpoints.d added");
    }

    @Test
    void countsWhatIsTooMuchToRead() {
        SortedMap<String, String> after = new TreeMap<>(BEFORE);
        for (int i = 0; i < 100; i++) {
            after.put("endpoints.more-" + i + ".model", "m");
        }
        assertThat(lines(after))
                .hasSize(ConfigDifference.MOST_LINES + 1)
                .last()
                .isEqualTo("and 60 more");
    }
}
