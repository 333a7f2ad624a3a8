package dev.fleetward.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.Gate;
import org.junit.jupiter.api.Test;

/// Twice as compressed as `fleetward simulate deferral` and of one day less.
final class DeferralTest {
    @Test
    void workThatIsHeldForTheTroughKeepsItsDeadlinesAndWinsWhatWasForetold() {
        ScenarioReport report = new Deferral(6, 2).run(1, null);
        assertThat(report.gates()).isNotEmpty().allMatch(Gate::held);
    }
}
