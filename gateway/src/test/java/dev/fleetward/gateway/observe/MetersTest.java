package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final Pattern RESPONSE_MODEL =
            Pattern.compile("gen_ai_response_model=\"([^\"]*)\"");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);

    @Test
    void countsACallOnceByFeatureRouteEndpointAndEnding() {
        meters.closed(Events.failed(1, false, FailureKind.PROVIDER_OVERLOADED), null);
        meters.closed(Events.succeeded(), null);

        assertThat(sample("fleetward_calls_total", "outcome=\"succeeded\""))
                .contains("feature=\"support-chat\"", "route=\"chat\"", "endpoint=\"claude-us\"")
                .endsWith(" 1.0");
        assertThat(sample("fleetward_calls_total", "outcome=\"failed\"")).endsWith(" 0.0");
        assertThat(sample("fleetward_attempts_total", "outcome=\"failed\""))
                .contains("failure=\"provider_overloaded\"", "blame=\"provider\"")
                .endsWith(" 1.0");
    }

    @Test
    void countsFurtherAttemptsAsRetries() {
        meters.closed(Events.failed(1, false, FailureKind.CONNECT_FAILED), null);
        meters.closed(Events.failed(2, true, FailureKind.CONNECT_FAILED), null);

        assertThat(sample("fleetward_retries_total", "")).endsWith(" 1.0");
    }

    @Test
    void givesTheGenAiMetricsTheirConventionalNamesLabelsAndBuckets() {
        meters.closed(Events.succeeded(), null);

        String duration = sample("gen_ai_client_operation_duration_seconds_bucket", "le=\"0.32\"");
        assertThat(duration)
                .contains(
                        "gen_ai_operation_name=\"chat\"",
                        "gen_ai_provider_name=\"anthropic\"",
                        "gen_ai_request_model=\"claude-sonnet-4-5\"",
                        "gen_ai_response_model=\"claude-sonnet-4-5\"",
                        "error_type=\"none\"")
                .endsWith(" 1");
        assertThat(sample("gen_ai_client_operation_duration_seconds_bucket", "le=\"0.16\""))
                .endsWith(" 0");
        assertThat(samples("gen_ai_client_operation_duration_seconds_bucket", "")).hasSize(15);
        assertThat(sample("gen_ai_client_operation_time_to_first_chunk_seconds_sum", ""))
                .endsWith(" 0.05");
        assertThat(sample("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\""))
                .endsWith(" 100.0");
        assertThat(sample("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"output\""))
                .endsWith(" 25.0");
        assertThat(samples("gen_ai_client_token_usage_bucket", "gen_ai_token_type=\"input\""))
                .hasSize(15);
    }

    @Test
    void addsUpMoneyTokensAndReservationsPerFeatureAndEndpoint() {
        meters.closed(Events.succeeded(), null);
        meters.closed(Events.succeeded(), null);

        assertThat(sample("fleetward_cost_dollars_total", "")).endsWith(" 0.001026");
        assertThat(sample("fleetward_cost_reserved_dollars_total", "")).endsWith(" 0.016");
        assertThat(sample("fleetward_tokens_used_total", "type=\"cache_read\"")).endsWith(" 120.0");
        assertThat(sample("fleetward_tokens_reserved_total", "type=\"output\""))
                .endsWith(" 1000.0");
    }

    @Test
    void countsARefusedCallAndItsWaitingButNoAttempt() {
        meters.closed(Events.refused(), null);

        assertThat(sample("fleetward_calls_total", ""))
                .contains("endpoint=\"none\"", "failure=\"quota_exhausted\"")
                .endsWith(" 1.0");
        assertThat(sample("fleetward_attempts_total", "")).endsWith(" 0.0");
        assertThat(sample("fleetward_call_queued_seconds_sum", "")).endsWith(" 0.004");
        assertThat(registry.scrape()).doesNotContain("gen_ai_client");
    }

    @Test
    void foldsModelNamesPastTheBoundIntoOther() {
        for (int i = 0; i < 3 * Meters.MAX_MODELS; i++) {
            meters.closed(Events.served("model-" + i), null);
        }

        List<String> models =
                RESPONSE_MODEL
                        .matcher(registry.scrape())
                        .results()
                        .map(match -> match.group(1))
                        .distinct()
                        .toList();
        assertThat(models).hasSize(Meters.MAX_MODELS + 1).contains("other");
        assertThat(
                        sample(
                                "gen_ai_client_operation_duration_seconds_count",
                                "gen_ai_response_model=\"other\""))
                .endsWith(" " + 2 * Meters.MAX_MODELS);
    }

    @Test
    void foldsOverlongModelNamesIntoOther() {
        meters.closed(Events.served("x".repeat(BoundedNames.MAX_LENGTH + 1)), null);

        assertThat(registry.scrape())
                .contains("gen_ai_response_model=\"other\"")
                .doesNotContain("xxx");
    }

    @Test
    void sharesOneSetOfMetersBetweenLabelSetsPastTheBound() {
        int excess = 50;
        for (int i = 0; i < Meters.MAX_CALL_SERIES + excess; i++) {
            meters.closed(
                    Events.closed(1, "feature-" + i, "m", Events.succeeded().outcome()), null);
        }

        assertThat(samples("fleetward_calls_total", "")).hasSize(Meters.MAX_CALL_SERIES + 1);
        assertThat(sample("fleetward_calls_total", "feature=\"other\""))
                .endsWith(" " + excess + ".0");
    }

    private String sample(String name, String label) {
        List<String> found = samples(name, label);
        assertThat(found).as("%s with %s in%n%s", name, label, registry.scrape()).hasSize(1);
        return found.getFirst();
    }

    private List<String> samples(String name, String label) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .toList();
    }
}
