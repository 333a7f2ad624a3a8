package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.Cause;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetGaugesTest {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Reading reading = new Reading();
    private final FleetGauges gauges = new FleetGauges(registry, reading);

    @Test
    void showsWhatTheGatewayHolds() {
        assertThat(registry.scrape().lines())
                .contains(
                        "fleetward_open_calls 12.0",
                        "fleetward_drains 3.0",
                        "fleetward_unrecorded_total 5.0",
                        "fleetward_unrecordable_total 7.0",
                        "fleetward_open_leases 9.0",
                        "fleetward_pool_available{bucket=\"requestsPerMinute\",pool=\"claude\"}"
                                + " 400.0",
                        "fleetward_budget_spent_dollars{feature=\"support-chat\","
                                + "period=\"monthly\"} 1.5",
                        "fleetward_endpoint_breaker{endpoint=\"claude-us\",state=\"open\"} 1.0",
                        "fleetward_endpoint_alarms{endpoint=\"claude-us\",symptom=\"malformed\"} 2.0",
                        "fleetward_endpoint_breaker_remaining_seconds{endpoint=\"claude-us\"} 2.0");
    }

    @Test
    void showsSharesQueuesAndWhoIsStarved() {
        assertThat(registry.scrape().lines())
                .contains(
                        "fleetward_share_borrowed_ratio{feature=\"nightly-report\",pool=\"claude\"}"
                                + " 0.25",
                        "fleetward_queue_calls{class=\"batch\",feature=\"nightly-report\","
                                + "pool=\"claude\"} 3.0",
                        "fleetward_queue_wait_p95_seconds{class=\"batch\","
                                + "feature=\"nightly-report\",pool=\"claude\"} 2.0",
                        "fleetward_pool_foreign_tokens_per_minute{pool=\"claude\"} 900.0",
                        "fleetward_starvation_seconds{culprit=\"nightly-report\","
                                + "feature=\"support-chat\",kind=\"share\",pool=\"claude\"} 42.0");
    }

    @Test
    void showsWhatWasLearnedOfAPoolAndWhatIsHeldBack() {
        gauges.refresh();
        assertThat(registry.scrape().lines())
                .contains(
                        "fleetward_pool_refused{pool=\"claude\"} 5.0",
                        "fleetward_pool_surprises{pool=\"claude\"} 1.0",
                        "fleetward_pool_limits_differed{pool=\"claude\"} 2.0",
                        "fleetward_pool_told{bucket=\"tokensPerMinute\",pool=\"claude\"} 90000.0",
                        "fleetward_pool_learned_tokens_per_minute{pool=\"claude\"} 70000.0",
                        "fleetward_pool_paused_seconds{pool=\"claude\"} 3.0",
                        "fleetward_pool_batch_allowed_ratio{pool=\"claude\"} 0.4",
                        "fleetward_leases_expired 1.0");
    }

    @Test
    void boundsTheRowsOfAGauge() {
        reading.features = QuotaGauges.MAX_ROWS + 7;
        gauges.refresh();

        assertThat(registry.scrape().lines())
                .filteredOn(line -> line.startsWith("fleetward_share_used_ratio{"))
                .hasSize(QuotaGauges.MAX_ROWS);
    }

    @Test
    void followsTheGatewayAtEachRefresh() {
        reading.available = 7;
        reading.openCalls = 1;
        gauges.refresh();

        assertThat(registry.scrape().lines())
                .contains(
                        "fleetward_open_calls 1.0",
                        "fleetward_pool_available{bucket=\"requestsPerMinute\",pool=\"claude\"}"
                                + " 7.0");
    }

    @Test
    void forgetsAPoolThatTheConfigurationDropped() {
        reading.pool = "gpu-eu";
        gauges.refresh();

        assertThat(registry.scrape()).contains("pool=\"gpu-eu\"").doesNotContain("pool=\"claude\"");
    }

    /// Confined to the test's thread.
    private static final class Reading implements GatewayView {
        private String pool = "claude";
        private long available = 400;
        private long openCalls = 12;
        private int features = 1;

        @Override
        public QuotaView quotas() {
            return new QuotaView(
                    List.of(
                            new QuotaView.PoolView(
                                    pool,
                                    List.of(
                                            new QuotaView.BucketView(
                                                    "requestsPerMinute", 1_000, available)),
                                    40,
                                    2,
                                    3,
                                    shares(),
                                    List.of(
                                            new QuotaView.QueueView(
                                                    "nightly-report",
                                                    "batch",
                                                    3,
                                                    4_096,
                                                    1_000_000_000L,
                                                    2_000_000_000L,
                                                    5)),
                                    new QuotaView.ThrottleView(400_000, "interactive"),
                                    new QuotaView.LearnedView(
                                            900,
                                            5,
                                            1,
                                            2,
                                            70_000,
                                            100_000,
                                            3_000_000_000L,
                                            List.of(
                                                    new QuotaView.ToldView(
                                                            "tokensPerMinute", 100_000, 90_000)),
                                            List.of()))),
                    List.of(
                            new QuotaView.BudgetView(
                                    "support-chat",
                                    "monthly",
                                    2_000_000_000_000L,
                                    1_500_000_000L,
                                    10_000_000L)),
                    9,
                    1,
                    List.of(
                            new QuotaView.Starvation(
                                    QuotaView.Starvation.Kind.SHARE,
                                    pool,
                                    "support-chat",
                                    42_000_000_000L,
                                    "nightly-report",
                                    "words")));
        }

        private List<QuotaView.ShareView> shares() {
            List<QuotaView.ShareView> shares = new ArrayList<>();
            for (int i = 0; i < features; i++) {
                shares.add(
                        new QuotaView.ShareView(
                                "nightly-report" + (i == 0 ? "" : i),
                                100_000,
                                350_000,
                                0,
                                250_000));
            }
            return shares;
        }

        @Override
        public List<EndpointView> endpoints() {
            return List.of(
                    new EndpointView(
                            "claude-us",
                            false,
                            4,
                            new HealthView(
                                    State.OPEN,
                                    Cause.TRANSPORT,
                                    "3 failures in a row",
                                    "3 failures in a row",
                                    5,
                                    5,
                                    2_000_000_000L,
                                    1,
                                    0,
                                    0,
                                    0,
                                    0,
                                    null,
                                    List.of(
                                            new HealthView.SymptomView(
                                                    Symptom.MALFORMED,
                                                    0.5,
                                                    0.03,
                                                    100,
                                                    0.005,
                                                    2)))));
        }

        @Override
        public List<Transition> transitionsAfter(long sequence) {
            return List.of();
        }

        @Override
        public List<BreakerState> breakerStates() {
            return List.of();
        }

        @Override
        public Counters counters() {
            return new Counters(openCalls, 3, 1, 20, 4_096, 100, 2, 1, 5, 7, 0);
        }

        @Override
        public long snapshotVersion() {
            return 3;
        }
    }
}
