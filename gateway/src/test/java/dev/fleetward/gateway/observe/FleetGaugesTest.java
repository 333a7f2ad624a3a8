package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
                        "fleetward_open_leases 9.0",
                        "fleetward_pool_available{bucket=\"requestsPerMinute\",pool=\"claude\"}"
                                + " 400.0",
                        "fleetward_budget_spent_dollars{feature=\"support-chat\","
                                + "period=\"monthly\"} 1.5",
                        "fleetward_endpoint_cooldown_seconds{endpoint=\"claude-us\"} 2.0");
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
                                    1)),
                    List.of(
                            new QuotaView.BudgetView(
                                    "support-chat",
                                    "monthly",
                                    2_000_000_000_000L,
                                    1_500_000_000L,
                                    10_000_000L)),
                    9);
        }

        @Override
        public List<EndpointView> endpoints() {
            return List.of(new EndpointView("claude-us", false, 2_000_000_000L, 4));
        }

        @Override
        public Counters counters() {
            return new Counters(openCalls, 3, 1, 20, 4_096, 100, 2, 5, 0);
        }

        @Override
        public long snapshotVersion() {
            return 3;
        }
    }
}
