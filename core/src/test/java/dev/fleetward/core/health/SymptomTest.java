package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import org.junit.jupiter.api.Test;

class SymptomTest {
    @Test
    void nothingThatIsNotHeldAgainstAnEndpointIsASymptom() {
        for (FailureKind kind : FailureKind.values()) {
            assertThat(Symptom.of(kind) == null || kind.heldAgainstEndpoint())
                    .as("%s", kind)
                    .isTrue();
        }
        for (Flaw flaw : Flaw.values()) {
            assertThat(Symptom.of(flaw) != null)
                    .as("%s", flaw)
                    .isEqualTo(flaw.heldAgainstEndpoint());
        }
    }

    @Test
    void limitsAndAccountsAreNoSymptoms() {
        assertThat(Symptom.of(FailureKind.PROVIDER_RATE_LIMITED)).isNull();
        assertThat(Symptom.of(FailureKind.PROVIDER_OVERLOADED)).isNull();
        assertThat(Symptom.of(FailureKind.PROVIDER_UNAUTHENTICATED)).isNull();
        assertThat(Symptom.of(FailureKind.CONNECT_FAILED)).isNull();
    }
}
