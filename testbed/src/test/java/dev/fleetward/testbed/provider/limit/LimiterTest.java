package dev.fleetward.testbed.provider.limit;

import static dev.fleetward.testbed.provider.limit.Visitor.MINUTE;
import static dev.fleetward.testbed.provider.limit.Visitor.SECOND;
import static dev.fleetward.testbed.provider.limit.Visitor.declaring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What providers of each kind let through, by the rule that each documents.
final class LimiterTest {
    private static final Limits TOKENS = Limits.NONE.withTokens(60_000);

    @ParameterizedTest
    @EnumSource(Accounting.class)
    void withoutLimitsEverythingIsLetInAndNothingSaid(Accounting accounting) {
        Visitor visitor = new Visitor(accounting, Limits.NONE);
        assertThat(visitor.admitted(declaring(1_000_000, 1_000_000), 0)).isEqualTo(1_000);
        assertThat(visitor.headers(0)).isEmpty();
        assertThat(visitor.tally()).isEqualTo(new Gate.Tally(1_000, 0, 1_000, 1_000));
    }

    @ParameterizedTest
    @EnumSource(
            value = Accounting.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"AZURE_PAYG", "SELF_HOSTED", "VERTEX"})
    void requestsRefillEvenly(Accounting accounting) {
        Visitor visitor = new Visitor(accounting, Limits.NONE.withRequests(60));
        Demand call = declaring(1, 1);
        assertThat(visitor.admitted(call, 0)).isEqualTo(60);
        assertThat(visitor.admitted(call, 10 * SECOND)).isEqualTo(10);
        assertThat(visitor.admitted(call, 10 * MINUTE)).isEqualTo(60);
    }

    @Test
    void requestsMayBeJudgedOverASecond() {
        Visitor visitor =
                new Visitor(
                        Accounting.ANTHROPIC,
                        Limits.NONE.withRequests(60).withRequestWindow(Duration.ofSeconds(1)));
        Demand call = declaring(1, 1);
        assertThat(visitor.admitted(call, 0)).isEqualTo(1);
        assertThat(visitor.admitted(call, SECOND)).isEqualTo(1);
    }

    // OpenAI.

    @ParameterizedTest
    @CsvSource({"10, 1000, 60", "1000, 10, 60", "1000, 0, 60", "500, 500, 120"})
    void openAiDeductsTheLargerOfPromptAndDeclaredOutput(int prompt, int output, int admitted) {
        Visitor visitor = new Visitor(Accounting.OPENAI, TOKENS);
        assertThat(visitor.admitted(declaring(prompt, output), 0)).isEqualTo(admitted);
    }

    @Test
    void openAiGivesNothingBack() {
        Visitor visitor = new Visitor(Accounting.OPENAI, TOKENS);
        Demand call = declaring(10, 60_000);
        assertThat(visitor.enter(call, 0)).isNull();
        visitor.generated(5, 0);
        visitor.left(call, 5, 0);
        assertThat(visitor.headers(30 * SECOND))
                .containsEntry("x-ratelimit-limit-tokens", "60000")
                .containsEntry("x-ratelimit-remaining-tokens", "30000")
                .containsEntry("x-ratelimit-reset-tokens", "30s");
    }

    @Test
    void openAiCountsFailedAndRefusedRequests() {
        Visitor visitor = new Visitor(Accounting.OPENAI, TOKENS.withRequests(60));
        visitor.failed(declaring(10, 0), 0);
        assertThat(visitor.headers(0)).containsEntry("x-ratelimit-remaining-requests", "59");
        assertThat(visitor.enter(declaring(10, 59_990), 0)).isNull();
        visitor.refusal(declaring(10, 1_000), 0);
        assertThat(visitor.headers(0)).containsEntry("x-ratelimit-remaining-requests", "57");
        for (int i = 0; i < 500; i++) {
            visitor.refusal(declaring(10, 1_000), 0);
        }
        assertThat(visitor.enter(declaring(10, 10), SECOND))
                .as("whoever asked in vain comes in when there is room")
                .isNull();
    }

    @Test
    void openAiSaysWhenToComeBack() {
        Visitor visitor = new Visitor(Accounting.OPENAI, TOKENS);
        visitor.enter(declaring(1, 60_000), 0);
        Throttled refused = visitor.refusal(declaring(1, 1_500), 0);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers()).isEqualTo(Map.of("retry-after", "2"));
        assertThat(refused.body()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "11500000, 12ms", "1500000000, 1.5s", "360000000000, 6m0s"})
    void openAiSpellsTimes(long nanos, String text) {
        assertThat(OpenAiLimiter.spelled(nanos)).isEqualTo(text);
    }

    // Anthropic.

    private static final Limits INPUT_AND_OUTPUT =
            Limits.NONE.withInputAndOutput(60_000, 6_000).withRequests(600);

    @Test
    void anthropicDoesNotCountWhatACacheHolds() {
        Visitor visitor = new Visitor(Accounting.ANTHROPIC, INPUT_AND_OUTPUT);
        assertThat(visitor.admitted(new Demand(10_000, 9_000, 1, true), 0)).isEqualTo(60);
    }

    @Test
    void anthropicCountsOutputAsItIsGeneratedWhateverWasDeclared() {
        Visitor visitor = new Visitor(Accounting.ANTHROPIC, INPUT_AND_OUTPUT);
        assertThat(visitor.enter(declaring(1, 64_000), 0)).isNull();
        assertThat(visitor.enter(declaring(1, 64_000), 0)).isNull();
        visitor.generated(6_000, 0);
        Throttled refused = visitor.refusal(declaring(1, 1), 0);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).isEqualTo(Map.of("retry-after", "1"));
        assertThat(visitor.enter(declaring(1, 1), SECOND)).isNull();
    }

    @Test
    void anthropicTellsTokensInThousandsAndTimesOfDay() {
        Visitor visitor =
                new Visitor(Accounting.ANTHROPIC, INPUT_AND_OUTPUT, WireDialect.ANTHROPIC);
        visitor.enter(declaring(10_400, 1), 0);
        assertThat(visitor.headers(0))
                .containsEntry("anthropic-ratelimit-requests-remaining", "599")
                .containsEntry("anthropic-ratelimit-input-tokens-limit", "60000")
                .containsEntry("anthropic-ratelimit-input-tokens-remaining", "50000")
                .containsEntry("anthropic-ratelimit-input-tokens-reset", "2026-11-15T12:00:10Z")
                .containsEntry("anthropic-ratelimit-output-tokens-remaining", "6000");
    }

    // Azure.

    @Test
    void azurePaygCountsPromptAndDeclaredOutputUntilTheMinuteTurns() {
        Visitor visitor = new Visitor(Accounting.AZURE_PAYG, TOKENS);
        Demand call = declaring(500, 500);
        assertThat(visitor.admitted(call, 5 * SECOND)).isEqualTo(60);
        visitor.left(call, 1, 6 * SECOND);
        assertThat(visitor.admitted(call, MINUTE - 1)).isZero();
        assertThat(visitor.admitted(call, MINUTE)).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "10, 100"})
    void azurePaygJudgesRequestsOverSeconds(int seconds, int admitted) {
        Visitor visitor =
                new Visitor(
                        Accounting.AZURE_PAYG,
                        Limits.NONE
                                .withRequests(600)
                                .withRequestWindow(Duration.ofSeconds(seconds)));
        Demand call = declaring(1, 1);
        assertThat(visitor.admitted(call, 0)).isEqualTo(admitted);
        assertThat(visitor.admitted(call, seconds * SECOND - 1)).isZero();
        assertThat(visitor.admitted(call, seconds * SECOND)).isEqualTo(admitted);
    }

    @Test
    void azurePaygSaysWhenToComeBackInItsOwnShape() {
        Visitor visitor = new Visitor(Accounting.AZURE_PAYG, TOKENS);
        visitor.enter(declaring(0, 60_000), 0);
        Throttled refused = visitor.refusal(declaring(1, 1), MINUTE - 1_500_000_000L);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers())
                .isEqualTo(Map.of("retry-after-ms", "1500", "retry-after", "2"));
        assertThat(refused.body()).contains("\"code\":\"429\"").contains("after 2 seconds");
        assertThat(visitor.headers(0)).containsEntry("x-ratelimit-remaining-tokens", "0");
    }

    /// 60,000 tokens a minute have a burst of ten seconds: 10,000.
    @Test
    void azurePtuLetsInUntilItIsFullAndDrains() {
        Visitor visitor = new Visitor(Accounting.AZURE_PTU, TOKENS);
        Demand call = declaring(1_000, 3_000);
        assertThat(visitor.admitted(call, 0)).as("one overshoots").isEqualTo(3);
        assertThat(visitor.headers(0))
                .isEqualTo(Map.of("azure-openai-deployment-utilization", "120.0%"));
        Throttled refused = visitor.refusal(call, 0);
        assertThat(refused.headers())
                .isEqualTo(Map.of("retry-after-ms", "2001", "retry-after", "3"));
        assertThat(visitor.admitted(call, 2_001_000_000L)).isEqualTo(1);
    }

    @Test
    void azurePtuIsCorrectedAtTheEndAndCachedInputIsFree() {
        Visitor visitor = new Visitor(Accounting.AZURE_PTU, TOKENS.withOutputBurndown(4));
        Demand call = new Demand(5_000, 4_000, 2_000, true);
        visitor.enter(call, 0);
        assertThat(visitor.headers(0).values()).containsExactly("90.0%");
        visitor.left(call, 250, 0);
        assertThat(visitor.headers(0).values()).containsExactly("20.0%");
        assertThat(visitor.headers(SECOND).values()).containsExactly("10.0%");
        assertThat(visitor.headers(MINUTE).values()).containsExactly("0.0%");
    }

    // Bedrock.

    @Test
    void bedrockReservesAndSettles() {
        Visitor visitor = new Visitor(Accounting.BEDROCK, TOKENS.withOutputBurndown(5));
        Demand call = new Demand(4_000, 3_000, 16_000, true);
        assertThat(visitor.admitted(call, 0)).isEqualTo(3);
        visitor.left(call, 200, 0);
        assertThat(visitor.admitted(declaring(1_000, 17_000), 0)).isEqualTo(1);
        assertThat(visitor.admitted(declaring(1, 0), 0)).isZero();
    }

    @Test
    void bedrockMayBeOwedForOutputThatBurnsFaster() {
        Visitor visitor = new Visitor(Accounting.BEDROCK, TOKENS.withOutputBurndown(5));
        Demand call = declaring(0, 60_000);
        visitor.enter(call, 0);
        visitor.left(call, 18_000, 0);
        assertThat(visitor.admitted(declaring(1, 0), 30 * SECOND)).isZero();
        assertThat(visitor.admitted(declaring(1_000, 0), 31 * SECOND)).isEqualTo(1);
    }

    @Test
    void bedrockReservesMuchForACallThatDeclaresNothing() {
        Visitor visitor = new Visitor(Accounting.BEDROCK, Limits.NONE.withTokens(2_000_000));
        assertThat(visitor.admitted(new Demand(100, 0, 300, false), 0)).isBetween(29, 31);
        assertThat(visitor.headers(0)).isEmpty();
    }

    @Test
    void bedrockSaysNoMoreThanThatItThrottles() {
        Visitor visitor = new Visitor(Accounting.BEDROCK, Limits.NONE.withRequests(1));
        visitor.enter(declaring(1, 1), 0);
        Throttled refused = visitor.refusal(declaring(1, 1), 0);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsOnlyKeys("x-amzn-errortype");
        assertThat(refused.headers().get("x-amzn-errortype")).startsWith("ThrottlingException");
        assertThat(refused.body())
                .isEqualTo("{\"message\":\"Too many requests, please wait before trying again.\"}");
    }

    // Vertex.

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void vertexSharesOutAPartOfTheNominalLimitsAtTimes(long seed) {
        int crowded = 0;
        for (long spell = 0; spell < 1_000; spell++) {
            double part = VertexLimiter.part(seed, spell);
            assertThat(part).isBetween(0.3, 1.0).isEqualTo(VertexLimiter.part(seed, spell));
            crowded += part < 1 ? 1 : 0;
        }
        assertThat(crowded).isBetween(300, 500);
    }

    @Test
    void vertexRefusesBelowTheNominalLimitsAndSaysNothingElse() {
        long spell = 0;
        while (VertexLimiter.part(1, spell) == 1) {
            spell++;
        }
        double part = VertexLimiter.part(1, spell);
        long at = spell * VertexLimiter.SPELL.toNanos();
        Visitor visitor = new Visitor(Accounting.VERTEX, Limits.NONE.withRequests(600));
        assertThat(visitor.admitted(declaring(1, 1), at)).isEqualTo((int) (600 * part));
        Throttled refused = visitor.refusal(declaring(1, 1), at);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).isEmpty();
        assertThat(refused.body()).contains("\"status\":\"RESOURCE_EXHAUSTED\"");
        assertThat(visitor.headers(at)).isEmpty();
    }

    // An engine of one's own, and what all have.

    @Test
    void anEngineOfOnesOwnCountsNothing() {
        Visitor visitor = new Visitor(Accounting.SELF_HOSTED, TOKENS.withRequests(1));
        assertThat(visitor.admitted(declaring(1_000_000, 1_000_000), 0)).isEqualTo(1_000);
        assertThat(visitor.headers(0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, 503", "ANTHROPIC, 529", "GEMINI, 503"})
    void aFullQueueIsOverload(WireDialect dialect, int status) {
        Gate gate = new Gate(Accounting.SELF_HOSTED, Limits.NONE.withCalls(0, 2), 1, 0);
        assertThat(gate.enter(dialect, declaring(1, 1), 1, 0)).isNull();
        Throttled refused = gate.enter(dialect, declaring(1, 1), 2, 0);
        assertThat(refused).extracting(it -> it == null ? 0 : it.status()).isEqualTo(status);
        assertThat(gate.tally()).isEqualTo(new Gate.Tally(1, 1, 1, 1));
    }

    @Test
    void callsUnderWayAreCountedWhoeverCountsTheRest() {
        Visitor visitor = new Visitor(Accounting.BEDROCK, Limits.NONE.withCalls(2, 0));
        Demand call = declaring(1, 1);
        assertThat(visitor.admitted(call, 0)).isEqualTo(2);
        visitor.left(call, 1, 0);
        assertThat(visitor.admitted(call, 0)).isEqualTo(1);
    }

    @Test
    void eachDialectIsCountedAsItIsUsedToWhereNothingIsSaid() {
        Limits limits = Limits.NONE.withRequests(5);
        Gate gate = new Gate(Accounting.PLAIN, limits, 1, 0);
        for (WireDialect dialect : WireDialect.values()) {
            int admitted = 0;
            while (gate.enter(dialect, declaring(1, 1), 0, 0) == null) {
                admitted++;
            }
            assertThat(admitted).isEqualTo(5);
        }
    }

    @Test
    void limitsThatCannotBeAreNamed() {
        assertThatThrownBy(() -> Limits.NONE.withTokens(-1))
                .hasMessage("tokens per minute: -1 (expected: 0..1000000000000)");
    }
}
