package dev.fleetward.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fleetward.testbed.Gate;
import dev.fleetward.testbed.PublicFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenarioTest {
    private static final Path HERE = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fiftyReportsDoNotSlowTheMorningsChatDown(long seed) {
        assertThat(new TwoAm().run(seed, null).gates()).isNotEmpty().allMatch(Gate::held);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aChatAnswersDuringAParadeOfLongPrompts(long seed) {
        assertThat(new Parade().run(seed, null).gates()).isNotEmpty().allMatch(Gate::held);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatAnEngineCannotBearWaitsInTheGateway(long seed) {
        assertThat(new OwnEngine().run(seed, null).gates()).isNotEmpty().allMatch(Gate::held);
    }

    @Test
    void tenantsThatWaitGetEqualParts() {
        assumeTrue(
                PublicFiles.find(HERE, TenantTrace.RATES).isPresent(),
                "skipped: no shared/data/" + TenantTrace.RATES + " above the repository");
        assertThat(new Tenants(HERE).run(1, null).gates()).isNotEmpty().allMatch(Gate::held);
    }

    /// Ten thousand and more are run by hand: `fleetward simulate random --seeds 10000`.
    @Test
    void everyInvariantHoldsInEveryFleet() {
        for (long seed = 1; seed <= 300; seed++) {
            assertThat(RandomFleet.run(seed, Policy.FAIR).calls()).isNotNegative();
        }
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(RandomFleet.run(seed, Policy.FIFO).calls()).isNotNegative();
        }
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertThat(new Parade().run(5, Policy.FAIR)).isEqualTo(new Parade().run(5, Policy.FAIR));
    }
}
