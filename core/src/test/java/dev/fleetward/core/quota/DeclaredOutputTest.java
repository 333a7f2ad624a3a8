package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.FREE;
import static dev.fleetward.core.quota.TestPools.counting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Accounting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredOutputTest {
    @ParameterizedTest
    @CsvSource({
        "OPENAI, 63000",
        "AZURE_PAYG, 63000",
        "AZURE_PTU, 63000",
        "BEDROCK, 63000",
        "ANTHROPIC, 0",
        "VERTEX, 0",
        "SELF_HOSTED, 0",
        "PLAIN, 0",
    })
    void loweringItWinsQuotaWhereProvidersDeductIt(Accounting accounting, long won) {
        assertThat(
                        DeclaredOutput.won(
                                counting(accounting, FREE, FREE),
                                new Estimate(500, 64_000, 64_000),
                                new Estimate(500, 1_000, 1_000)))
                .isEqualTo(won);
    }
}
