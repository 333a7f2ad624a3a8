package dev.fleetward.testbed.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DegradationStudyTest {
    @Test
    void theGatewaysBreakersKeepWhatTheirChartsPromise() {
        DegradationStudy.Report report = DegradationStudy.run(1, 300, List.of());

        assertThat(report.gates()).allMatch(gate -> gate.held());
        assertThat(report.held()).isTrue();
        for (DegradationStudy.Trial trial : report.trials()) {
            // Within some standard errors of the exact mean, or sooner: three bad ones in a row
            // open a breaker as well.
            assertThat(trial.mean())
                    .as(trial.what())
                    .isCloseTo(trial.exactMean(), within(0.15 * trial.exactMean()));
        }
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        assertThat(DegradationStudy.run(7, 5, List.of()))
                .isEqualTo(DegradationStudy.run(7, 5, List.of()));
    }
}
