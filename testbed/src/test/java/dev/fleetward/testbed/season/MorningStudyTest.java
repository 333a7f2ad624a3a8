package dev.fleetward.testbed.season;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MorningStudyTest {
    @Test
    void theHourIsToldFromADeployAndADeployFromAProvider() {
        MorningStudy.Report report = MorningStudy.run(1, 2);

        assertThat(report.odd()).isEmpty();
        assertThat(report.held()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameVerdict() {
        assertThat(new MorningRun(MorningCase.BOTH, 7).found())
                .isEqualTo(new MorningRun(MorningCase.BOTH, 7).found());
    }
}
