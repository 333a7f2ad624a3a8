package dev.fleetward.control.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Percent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalBookTest {
    @TempDir Path folder;

    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return 1_000_000;
                }
            };

    private static EvalResult result(String endpoint, String version, int passed) {
        return new EvalResult(
                "r1",
                "orders",
                "chat",
                "support",
                endpoint,
                "eu",
                version,
                new PassRate(passed, 10),
                10,
                new Percent(900_000),
                null,
                "ann",
                5);
    }

    @Test
    void whatWasKeptIsFoundByVersionAfterARestart() throws Exception {
        EvalResult good = result("a", "v1", 9);
        EvalResult bad = result("b", "v2", 8);
        try (ControlStore store = ControlStore.start(folder, CLOCK)) {
            EvalBook book = new EvalBook(store);
            book.add(good);
            book.add(bad);
        }
        try (ControlStore store = ControlStore.start(folder, CLOCK)) {
            EvalBook book = new EvalBook(store);

            assertThat(book.latest(null, null, null, null, 10)).containsExactly(bad, good);
            assertThat(book.latest("orders", "chat", null, "v1", 10)).containsExactly(good);
            assertThat(book.latest(null, null, "c", null, 10)).isEmpty();
            assertThat(good.passed()).isTrue();
            assertThat(bad.passed()).isFalse();
        }
    }
}
