package dev.fleetward.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.quota.ProviderSignal.Reading;
import dev.fleetward.core.unit.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
    private static final long SECOND = 1_000_000_000L;

    /// 2026-11-15T12:00:00.5Z.
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return 5;
                }

                @Override
                public long wallMicros() {
                    return 1_794_744_000_500_000L;
                }
            };

    private static @Nullable ProviderSignal openAi(Map<String, String> headers) {
        return new OpenAiWire(CLOCK).readQuota(headers::get, false, null, 5);
    }

    private static @Nullable ProviderSignal anthropic(Map<String, String> headers) {
        return new AnthropicWire(CLOCK).readQuota(headers::get, false, null, 5);
    }

    @Test
    void readsOpenAisLimits() {
        assertThat(
                        openAi(
                                Map.of(
                                        "x-ratelimit-limit-requests", "5000",
                                        "x-ratelimit-remaining-requests", "4999",
                                        "x-ratelimit-reset-requests", "12ms",
                                        "x-ratelimit-limit-tokens", "160000",
                                        "x-ratelimit-remaining-tokens", "159976",
                                        "x-ratelimit-reset-tokens", "6m0s")))
                .isEqualTo(
                        new ProviderSignal(
                                new Reading(5_000, 4_999, 12_000_000, 1),
                                new Reading(160_000, 159_976, 360 * SECOND, 1),
                                Reading.NONE,
                                Reading.NONE,
                                ProviderSignal.UNKNOWN,
                                false,
                                5));
    }

    @Test
    void ofOrganisationAndProjectTheScarcerCounts() {
        Map<String, String> headers = new HashMap<>();
        headers.put("x-ratelimit-limit-tokens", "160000");
        headers.put("x-ratelimit-remaining-tokens", "150000");
        headers.put("x-ratelimit-limit-project-tokens", "80000");
        headers.put("x-ratelimit-remaining-project-tokens", "7");
        ProviderSignal signal = openAi(headers);
        assertThat(signal).isNotNull();
        if (signal != null) {
            assertThat(signal.tokens()).isEqualTo(new Reading(80_000, 7, -1, 1));
        }
    }

    @Test
    void azureMaySendNothingThatMakesSense() {
        for (String value : List.of("-1", "0")) {
            ProviderSignal signal =
                    openAi(
                            Map.of(
                                    "x-ratelimit-limit-tokens", value,
                                    "x-ratelimit-remaining-tokens", value,
                                    "x-ratelimit-remaining-requests", "9"));
            assertThat(signal).isNotNull();
            if (signal != null) {
                assertThat(signal.tokens().remaining()).isEqualTo(ProviderSignal.UNKNOWN);
                assertThat(signal.requests()).isEqualTo(new Reading(-1, 9, -1, 1));
            }
        }
    }

    @Test
    void readsHowFullAProvisionedDeploymentIs() {
        ProviderSignal signal =
                new OpenAiWire(CLOCK)
                        .readQuota(
                                Map.of("azure-openai-deployment-utilization", "87.3%")::get,
                                true,
                                Duration.ofMillis(43),
                                5);
        assertThat(signal)
                .isEqualTo(ProviderSignal.refused(43_000_000, 5).withUtilization(873_000));
    }

    @ParameterizedTest
    @CsvSource({
        "0%, 0",
        "11.2%, 112000",
        "100.0%, 1000000",
        "104.5%, 1045000",
        "99999999%, 10000000",
        "0.5, -1",
        "%, -1",
        "-3%, -1",
        "1..2%, -1",
        "1e2%, -1",
        "5%%, -1",
        "'', -1",
    })
    void readsPercentages(String text, long millionths) {
        assertThat(RateLimitHeaders.millionths(text)).isEqualTo(millionths);
    }

    @Test
    void readsAnthropicsLimits() {
        ProviderSignal signal =
                anthropic(
                        Map.of(
                                "anthropic-ratelimit-requests-limit", "1000",
                                "anthropic-ratelimit-requests-remaining", "999",
                                "anthropic-ratelimit-requests-reset", "2026-11-15T12:00:01Z",
                                "anthropic-ratelimit-input-tokens-limit", "2000000",
                                "anthropic-ratelimit-input-tokens-remaining", "1999000",
                                "anthropic-ratelimit-output-tokens-limit", "400000",
                                "anthropic-ratelimit-output-tokens-remaining", "0",
                                "anthropic-ratelimit-output-tokens-reset", "2026-11-15T11:00:00Z"));
        assertThat(signal)
                .isEqualTo(
                        new ProviderSignal(
                                new Reading(1_000, 999, SECOND / 2, 1),
                                new Reading(-1, -1, -1, 1_000),
                                new Reading(2_000_000, 1_999_000, -1, 1_000),
                                new Reading(400_000, 0, 0, 1_000),
                                ProviderSignal.UNKNOWN,
                                false,
                                5));
    }

    @Test
    void headsWithoutLimitsSayNothing() {
        assertThat(openAi(Map.of("content-type", "application/json"))).isNull();
        assertThat(anthropic(Map.of("content-type", "application/json"))).isNull();
    }

    @Test
    void aRefusalSaysAtLeastThatItIsOne() {
        ProviderSignal expected = ProviderSignal.refused(43_000_000, 5);
        for (ProviderWire wire : List.of(new OpenAiWire(CLOCK), new AnthropicWire(CLOCK))) {
            assertThat(wire.readQuota(name -> null, true, Duration.ofMillis(43), 5))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1s, 1000000000",
        "20ms, 20000000",
        "6m0s, 360000000000",
        "1h2m3.5s, 3723500000000",
        "7.66s, 7660000000",
        "90, 90000000000",
        "3us, 3000",
        "'', -1",
        "-1, -1",
        "1x, -1",
        "s, -1",
        "1..2s, -1",
        "NaN, -1",
        "999999999h, 86400000000000",
        "1111111111111111111111111111111111111111111s, -1",
    })
    void readsDurations(String text, long nanos) {
        assertThat(RateLimitHeaders.duration(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T12:00:01Z, 500000000",
        "2026-11-15T13:00:01+01:00, 500000000",
        "2026-11-15T12:00:00Z, 0",
        "1970-01-01T00:00:00Z, 0",
        "-999999999-01-01T00:00:00Z, 0",
        "+999999999-12-31T23:59:59Z, 86400000000000",
        "soon, -1",
        "'', -1",
    })
    void readsDates(String text, long nanos) {
        assertThat(RateLimitHeaders.until(text, CLOCK)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverComesIsBounded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "0123456789.-+eEhmsuµZT: \0é";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int c = 0; c < length; c++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ProviderSignal one =
                    new OpenAiWire(CLOCK).readQuota(n -> text.toString(), true, null, 5);
            ProviderSignal other =
                    new AnthropicWire(CLOCK).readQuota(n -> text.toString(), true, null, 5);
            for (ProviderSignal signal : new ProviderSignal[] {one, other}) {
                assertThat(signal).isNotNull();
                if (signal != null) {
                    Reading reading = signal.requests();
                    assertThat(reading.limit()).isBetween(-1L, ProviderSignal.MOST_TOKENS);
                    assertThat(reading.remaining()).isBetween(-1L, ProviderSignal.MOST_TOKENS);
                    assertThat(reading.resetNanos()).isBetween(-1L, ProviderSignal.MOST_NANOS);
                }
            }
        }
    }
}
