package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import dev.fleetward.testbed.provider.limit.Limits;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What providers say of their quota in response heads reaches the pool's books.
final class ProviderQuotaTest {
    private static Vertx vertx;
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        Limits limits = Limits.NONE.withRequests(100).withInputAndOutput(50_000, 20_000);
        SimulatedProvider provider =
                SimulatedProvider.start(vertx, Settings.standard().withLimits(limits))
                        .await(20, TimeUnit.SECONDS);
        fleet = TestFleet.start(standard -> configuration(standard, provider));
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /// Pools that declare a hundred times what the provider gives.
    private static String configuration(String standard, SimulatedProvider provider) {
        return standard.replace(
                        "providers:\n",
                        """
                        providers:
                          limited-openai: { dialect: openai, url: "%s/v1", credential: env:FLEETWARD_TEST_SECRET, owner: platform }
                          limited-anthropic: { dialect: anthropic, url: "%s", credential: env:FLEETWARD_TEST_SECRET, owner: platform }
                        """
                                .formatted(provider.url(), provider.url()))
                .replace(
                        "pools:\n",
                        """
                        pools:
                          counted-openai: { requestsPerMinute: 10k, tokensPerMinute: 2M, accounting: openai }
                          counted-anthropic: { requestsPerMinute: 10k, inputTokensPerMinute: 5M, outputTokensPerMinute: 2M, accounting: anthropic }
                          uncounted: { requestsPerMinute: 10k }
                        """)
                .replace(
                        "endpoints:\n",
                        """
                        endpoints:
                          counted-openai: { provider: limited-openai, model: gpt-4o, region: us, zone: us, pool: counted-openai, owner: platform }
                          counted-anthropic: { provider: limited-anthropic, model: claude-sonnet-4-5, region: us, zone: us, pool: counted-anthropic, owner: platform }
                          uncounted: { provider: limited-openai, model: gpt-4o, region: us, zone: us, pool: uncounted, owner: platform }
                        """)
                .replace(
                        "routes:\n",
                        """
                        routes:
                          counted-openai: { endpoints: [counted-openai] }
                          counted-anthropic: { endpoints: [counted-anthropic] }
                          uncounted: { endpoints: [uncounted] }
                        """)
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "");
    }

    private static void ask(String route, boolean stream) throws Exception {
        String body =
                """
                {"model":"%s","stream":%s,"max_tokens":100,"messages":[{"role":"user","content":"[[output=3]]"}]}\
                """
                        .formatted(route, stream);
        RawCall.Answer answer = RawCall.send(fleet, "/v1/chat/completions", body).readAll();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static long available(String pool, String bucket) {
        return fleet.node().view().quotas().pools().stream()
                .filter(it -> it.pool().equals(pool))
                .flatMap(it -> it.buckets().stream())
                .filter(it -> it.bucket().equals(bucket))
                .mapToLong(BucketView::available)
                .findFirst()
                .orElseThrow();
    }

    // Each assertion leaves half a minute's worth of refilling for a slow machine.

    @Test
    void anOpenAiPoolKnowsWhatIsReallyLeft() throws Exception {
        ask("counted-openai", false);
        assertThat(available("counted-openai", "requestsPerMinute")).isLessThan(5_100);
        assertThat(available("counted-openai", "tokensPerMinute")).isLessThan(1_020_000);
    }

    @Test
    void anAnthropicPoolKnowsWhatIsReallyLeft() throws Exception {
        ask("counted-anthropic", true);
        assertThat(available("counted-anthropic", "requestsPerMinute")).isLessThan(5_100);
        assertThat(available("counted-anthropic", "inputTokensPerMinute")).isLessThan(2_550_000);
        assertThat(available("counted-anthropic", "outputTokensPerMinute")).isLessThan(1_020_000);
    }

    @Test
    void aPoolOfNoOneProviderKeepsItsOwnBooks() throws Exception {
        ask("uncounted", false);
        assertThat(available("uncounted", "requestsPerMinute")).isGreaterThan(9_900);
    }
}
