package dev.fleetward.testbed.season;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MorningStudyTest {
    @Test
    void aMorningIsToldFromADeployAndADeployFromAProvider() {
        MorningStudy.Report report = MorningStudy.run(1, 5);

        assertThat(report.odd()).isEmpty();
        assertThat(report.held()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        assertThat(MorningStudy.run(7, 1)).isEqualTo(MorningStudy.run(7, 1));
    }
}
