package dev.fleetward.bench.overhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void takesThreeRoundsUnlessItMustBeQuick() {
        assertThat(Plan.parse(List.of()).rounds()).isEqualTo(3);
        assertThat(Plan.parse(List.of("--quick")).rounds()).isEqualTo(1);
    }

    @Test
    void readsWhereResultsGo() {
        assertThat(Plan.parse(List.of("--quick", "--json", "out.json")).json())
                .isEqualTo(Path.of("out.json"));
    }

    @Test
    void readsWhatItIsComparedWithAndHowOften() {
        Plan plan = Plan.parse(List.of("--quick", "--against", "../before", "--rounds", "5"));

        assertThat(plan.against()).isEqualTo(Path.of("../before"));
        assertThat(plan.rounds()).isEqualTo(5);
        assertThatThrownBy(() -> Plan.parse(List.of("--rounds", "0")))
                .hasMessageContaining("--rounds: 0");
        assertThatThrownBy(() -> Plan.parse(List.of("--against")))
                .hasMessageContaining("--against");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Plan.parse(List.of("--fast")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--fast")
                .hasMessageContaining("--quick");
        assertThatThrownBy(() -> Plan.parse(List.of("--json")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--json");
    }
}
