package dev.fleetward.testbed.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MalformedStudyTest {
    @Test
    void aFallbackThatIsMalformedForDaysIsFoundByCallsOrByProbes() {
        MalformedStudy.Report report = MalformedStudy.run(1, 40);

        assertThat(report.gates()).allMatch(gate -> gate.held());
        assertThat(report.held()).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        assertThat(MalformedStudy.run(7, 2)).isEqualTo(MalformedStudy.run(7, 2));
    }
}
