package dev.fleetward.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BacklogTest {
    private final Backlog backlog = new Backlog();

    private void wait(String who, int calls) {
        for (int i = 0; i < calls; i++) {
            backlog.came(who);
        }
    }

    private void serve(String who, int calls, long service) {
        for (int i = 0; i < calls; i++) {
            backlog.served(who, service, true);
        }
    }

    @Test
    void whoGetsTwiceAsMuchHasTwiceThePart() {
        wait("a", 200);
        wait("b", 100);
        for (int i = 0; i < 100; i++) {
            serve("a", 2, 10);
            serve("b", 1, 10);
        }
        assertThat(backlog.served().get("a")).isCloseTo(4.0 / 3, within(0.02));
        assertThat(backlog.served().get("b")).isCloseTo(2.0 / 3, within(0.02));
        assertThat(Backlog.jainIndex(backlog.served().values())).isCloseTo(0.9, within(0.01));
    }

    @Test
    void shortEpisodesDoNotCount() {
        wait("a", 100);
        for (int i = 0; i < 100; i++) {
            wait("b", 1);
            serve("b", 1, 10);
            serve("a", 1, 10);
        }
        assertThat(backlog.served()).doesNotContainKey("b");
    }

    @Test
    void jainsIndexIsOneForEqualPartsAndOneInNForOneTaker() {
        assertThat(Backlog.jainIndex(List.of(3.0, 3.0, 3.0))).isEqualTo(1);
        assertThat(Backlog.jainIndex(List.of(1.0, 0.0, 0.0, 0.0))).isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource({"Gamma, 0.26", "Gamma, 1", "Gamma, 4", "Weibull, 0.43", "Weibull, 1", "Weibull, 3"})
    void gapsHaveMeanOne(String form, double shape) {
        Gaps gaps = Gaps.of(form, shape);
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += gaps.draw(random);
        }
        assertThat(sum / 200_000).isCloseTo(1, within(0.05));
    }
}
