package dev.fleetward.core.season.slow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.season.slow.SlowEndpoints.Slow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowEndpointsTest {
    private static final long SLOT = ResidualCell.SLOT_MICROS;
    private static final long NOW = 5_000_000 * SLOT;

    private final SlowEndpoints endpoints = new SlowEndpoints();

    private static ResidualCell cell(long wallMicros, long calls, double residual) {
        return new ResidualCell(
                wallMicros,
                new Cohort("chat", null, null, "p", "m", null, "e", "small"),
                calls,
                residual,
                300 * Math.exp(residual),
                100,
                300,
                Math.log(1.1),
                1);
    }

    private static List<ResidualCell> slots(int count, long calls, double residual) {
        List<ResidualCell> cells = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            cells.add(cell(NOW - i * SLOT, calls, residual));
        }
        return cells;
    }

    @Test
    void anEndpointThatIsHalfAsSlowAgainAsUsualIsSlow() {
        assertThat(endpoints.look(slots(3, 50, Math.log(1.5)), NOW))
                .singleElement()
                .satisfies(slow -> {
                    assertThat(slow.calls()).isEqualTo(150);
                    assertThat(slow.observed()).isBetween(449.0, 451.0);
                    assertThat(slow.usual()).isBetween(299.0, 301.0);
                    assertThat(slow.features()).containsExactly("chat");
                });
    }

    @Test
    void withinTheBandOrWithFewCallsNoneIs() {
        assertThat(endpoints.look(slots(3, 50, Math.log(1.15)), NOW)).isEmpty();
        assertThat(endpoints.look(slots(12, 8, Math.log(3)), NOW)).isEmpty();
        assertThat(endpoints.look(List.of(), NOW)).isEmpty();
    }

    @Test
    void aQuietEndpointIsJudgedByTheWholeHour() {
        assertThat(endpoints.look(slots(11, 10, Math.log(1.5)), NOW))
                .extracting(Slow::windowMicros)
                .containsExactly(SlowEndpoints.LONGEST_MICROS);
    }

    @Test
    void oneBadMinuteIsNone() {
        List<ResidualCell> cells = new ArrayList<>(slots(3, 50, 0));
        cells.set(1, cell(NOW - 2 * SLOT, 50, Math.log(8)));
        assertThat(endpoints.look(cells, NOW)).isEmpty();
    }

    @Test
    void itStaysSlowUntilItIsWithinTheBandAgain() {
        assertThat(endpoints.look(slots(3, 50, Math.log(1.5)), NOW)).hasSize(1);
        assertThat(endpoints.look(slots(3, 50, Math.log(1.15)), NOW + SLOT / 2))
                .extracting(Slow::sinceMicros)
                .containsExactly(NOW);
        assertThat(endpoints.look(slots(3, 50, Math.log(1.08)), NOW)).isEmpty();
        assertThat(endpoints.look(slots(3, 50, Math.log(1.15)), NOW)).isEmpty();
    }

    @Test
    void itIsOverWhereNobodyCallsAnyMore() {
        assertThat(endpoints.look(slots(3, 50, Math.log(1.5)), NOW)).hasSize(1);
        assertThat(endpoints.look(slots(1, 5, Math.log(1.5)), NOW)).isEmpty();
    }

    @Test
    void noiseOfCallsRaisesHardlyAnAlarmInAYearOfQuarters() {
        long seed = 5;
        Random random = new Random(seed);
        int alarms = 0;
        for (int quarter = 0; quarter < 365 * 96; quarter++) {
            List<ResidualCell> cells = new ArrayList<>();
            for (int slot = 1; slot <= 3; slot++) {
                double noise = 0.5 / Math.sqrt(34) * random.nextGaussian();
                cells.add(cell(NOW - slot * SLOT, 34, noise));
            }
            alarms += new SlowEndpoints().look(cells, NOW).size();
        }
        assertThat(alarms).as("seed %d", seed).isLessThanOrEqualTo(3);
    }
}
