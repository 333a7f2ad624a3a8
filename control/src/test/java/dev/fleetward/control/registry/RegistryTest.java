package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.ClassPolicy;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.FleetSnapshot.UnrecordedCalls;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// What is absent where a test looks for it fails the test, as it should.
@NullUnmarked
class RegistryTest {
    private static FleetSnapshot good() {
        return Configs.loaded(Configs.GOOD).snapshot();
    }

    @Test
    void readsProvidersWithTheirSecrets() {
        Provider openai = good().providers().get("openai");
        assertThat(openai.dialect()).isEqualTo(WireDialect.OPENAI);
        assertThat(openai.url()).hasToString("https://api.openai.com/v1");
        assertThat(openai.account()).isEqualTo("openai");
        assertThat(openai.owner().contact()).isEqualTo("platform@example.com");
        assertThat(openai.credential().reference()).isEqualTo("env:OPENAI_API_KEY");
        assertThat(openai.credential().reveal()).isEqualTo(Configs.OPENAI_SECRET);
        assertThat(openai.toString()).doesNotContain(Configs.OPENAI_SECRET);

        Provider azure = good().providers().get("azure-eu");
        assertThat(azure.style()).isEqualTo(Provider.Style.AZURE);
        assertThat(azure.apiVersion()).isEqualTo("2024-10-21");
        assertThat(azure.http2()).isTrue();
        assertThat(azure.headers()).containsEntry("x-team", "search");
        assertThat(azure.account()).isEqualTo("team-a");
    }

    @Test
    void readsTheRegionOutOfGoogleClouds() {
        String provider =
                "{ dialect: gemini, style: vertex, url: \"https://x.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google\" }\n";
        FleetSnapshot snapshot =
                Configs.loaded(
                                Configs.GOOD
                                        .replace(
                                                "\nproviders:\n",
                                                "\nproviders:\n  cloud: " + provider)
                                        .replace(
                                                "\nendpoints:\n",
                                                "\nendpoints:\n"
                                                        + "  near: { provider: cloud, model: gemini-2.5-pro, pool: claude }\n"
                                                        + "  named: { provider: cloud, model: gemini-2.5-pro, region: eu, pool: claude }\n"))
                        .snapshot();

        assertThat(snapshot.providers().get("cloud").dialect()).isEqualTo(WireDialect.GEMINI);
        assertThat(snapshot.endpoints().get("near").region()).isEqualTo("europe-west4");
        assertThat(snapshot.endpoints().get("named").region()).isEqualTo("eu");
    }

    @Test
    void readsPoolsAndLeavesAbsentLimitsOpen() {
        assertThat(good().pools().get("openai-4o"))
                .isEqualTo(
                        new Pool(
                                "openai-4o",
                                Accounting.OPENAI,
                                500,
                                200_000,
                                60_000,
                                Pool.UNLIMITED,
                                Pool.UNLIMITED));
        assertThat(good().pools().get("gpu-eu").concurrent()).isEqualTo(48);
        assertThat(good().pools().get("gpu-eu").accounting()).isEqualTo(Accounting.SELF_HOSTED);
    }

    @Test
    void readsEndpointsWithPoolOwnerPriceAndTimeouts() {
        Endpoint endpoint = good().endpoints().get("openai-us");
        assertThat(endpoint.pool()).isEqualTo(good().pools().get("openai-4o"));
        assertThat(endpoint.region()).isEqualTo("us");
        assertThat(endpoint.timeouts())
                .isEqualTo(
                        new Timeouts(
                                Duration.ofSeconds(2).toNanos(),
                                Duration.ofSeconds(30).toNanos(),
                                Timeouts.DEFAULT.silenceNanos(),
                                Timeouts.DEFAULT.totalNanos()));
        assertThat(endpoint.price().version()).isEqualTo("gpt-4o*@2026-01-01+override");
        assertThat(endpoint.price().inputPerMillion()).isEqualTo(2_500_000_000L);
        assertThat(endpoint.price().cacheReadPerMillion()).isEqualTo(-1);
        assertThat(good().endpoints().get("llama-eu").drained()).isTrue();
    }

    @Test
    void pricesAnEndpointByItsProviderThenByItsFamily() {
        String text =
                Configs.GOOD.replace(
                        "prices:\n",
                        """
                        prices:
                          - { provider: vllm-eu, model: llama*, from: 2026-01-01, input: 1 USD, output: 1 USD, source: own }
                          - { provider: openai, model: llama*, from: 2026-01-01, input: 2 USD, output: 2 USD, source: family }
                        """);
        assertThat(source(text)).isEqualTo("own");
        assertThat(
                        source(
                                text.replace(
                                        "provider: vllm-eu, model: llama*",
                                        "provider: openai-us, model: llama*")))
                .isEqualTo("family");
    }

    private static String source(String text) {
        return Configs.loaded(text).snapshot().endpoints().get("llama-eu").price().source();
    }

    @Test
    void readsRoutesInOrderWithWeights() {
        Route chat = good().routes().get("chat");
        assertThat(chat.candidates())
                .extracting(candidate -> candidate.endpoint().name() + "×" + candidate.weight())
                .containsExactly("openai-us×1", "claude-us×3");
        assertThat(chat.strategy()).isEqualTo(Route.Strategy.WEIGHTED);
        assertThat(chat.lenient()).isTrue();
        assertThat(Timeouts.DEFAULT.stricter(chat.timeouts()).totalNanos())
                .isEqualTo(Duration.ofMinutes(1).toNanos());
        assertThat(Timeouts.DEFAULT.stricter(good().routes().get("draft").timeouts()))
                .isEqualTo(Timeouts.DEFAULT);
    }

    @Test
    void readsFeaturesWithSharesBudgetAndObjective() {
        Feature chat = good().features().get("support-chat");
        assertThat(chat.callClass()).isEqualTo(CallClass.INTERACTIVE);
        assertThat(chat.tier()).isEqualTo(1);
        assertThat(chat.shares().get("openai-4o").reserve()).isEqualTo(new Percent(600_000));
        assertThat(chat.shares().get("openai-4o").borrow()).isEqualTo(Percent.HUNDRED);
        assertThat(chat.budget().monthly()).isEqualTo(Money.ofUsd(2000));
        assertThat(chat.budget().background()).isNull();
        assertThat(chat.objective().firstTokenNanos()).isEqualTo(500_000_000L);
        assertThat(chat.objective().success()).isEqualTo(new Percent(995_000));
        assertThat(good().features().get("nightly-report").routes()).containsExactly("chat");
    }

    @Test
    void readsHowAPoolCounts() {
        Pool claude = good().pools().get("claude");
        assertThat(claude.tokensPerMinute()).isEqualTo(2_000_000);
        assertThat(claude.requestWindowNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(claude.outputBurndown()).isEqualTo(5);
        Pool gpu = good().pools().get("gpu-eu");
        assertThat(gpu.longPrompts()).isEqualTo(new LongPrompts(8_000, 2));
        assertThat(gpu.adaptive()).isTrue();
        assertThat(gpu.requestWindowNanos()).isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(
                        Configs.loaded(
                                        "pools: { a: { requestsPerMinute: 6, accounting: azure-payg } }")
                                .snapshot()
                                .pools()
                                .get("a")
                                .requestWindowNanos())
                .isEqualTo(Duration.ofSeconds(10).toNanos());
    }

    @Test
    void readsCapsQueuesWeightsAndDailyBudgets() {
        Feature report = good().features().get("nightly-report");
        assertThat(report.parallel()).isEqualTo(new Parallel(50, 10, Parallel.UNLIMITED, 4));
        assertThat(report.queue())
                .isEqualTo(new QueueBounds(200, 8_000_000, Duration.ofSeconds(30).toNanos()));
        assertThat(report.share("openai-4o").weight()).isEqualTo(4);
        assertThat(report.share("claude")).isEqualTo(Share.DEFAULT);
        assertThat(report.budget().daily()).isEqualTo(Money.ofUsd(20));
        Feature chat = good().features().get("support-chat");
        assertThat(chat.parallel()).isEqualTo(Parallel.DEFAULT);
        assertThat(chat.queue()).isEqualTo(QueueBounds.DEFAULT);
        assertThat(chat.budget().daily()).isNull();
    }

    @Test
    void readsClampsAndPriorities() {
        assertThat(good().routes().get("draft").maxOutputTokens()).isEqualTo(4_000);
        assertThat(good().routes().get("chat").maxOutputTokens()).isEqualTo(Route.NO_CLAMP);
        assertThat(good().endpoints().get("llama-eu").passPriority()).isTrue();
    }

    @Test
    void readsWhatClassesMayExpect() {
        ClassPolicies classes = good().classes();
        assertThat(classes.of(CallClass.INTERACTIVE))
                .isEqualTo(
                        new ClassPolicy(
                                Percent.ZERO, 12_000_000_000L, 3_000_000_000L, 500_000_000L));
        assertThat(classes.of(CallClass.BATCH))
                .isEqualTo(
                        new ClassPolicy(new Percent(80_000), 600_000_000_000L, 60_000_000_000L, 0));
        assertThat(classes.of(CallClass.BACKGROUND)).isEqualTo(ClassPolicies.DEFAULT.background());
        assertThat(Configs.loaded("{}").snapshot().classes()).isEqualTo(ClassPolicies.DEFAULT);
    }

    @Test
    void findsFeaturesByTheirKeys() {
        assertThat(good().keys().all())
                .extracting(key -> key.feature().name() + "/" + key.tenant())
                .containsExactlyInAnyOrder("support-chat/null", "nightly-report/finance");
    }

    @Test
    void readsTheRest() {
        LoadResult.Loaded loaded = Configs.loaded(Configs.GOOD);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.snapshot().version()).isEqualTo(7);
        assertThat(loaded.snapshot().unrecordedCalls()).isEqualTo(UnrecordedCalls.PASS);
        assertThat(loaded.snapshot().bounds().requestBytes()).isEqualTo(8L << 20);
        assertThat(loaded.snapshot().bounds().retryBudgetPartsPerMillion()).isEqualTo(50_000);
        assertThat(loaded.config().listen().gateway()).isEqualTo(new Address("127.0.0.1", 8400));
        assertThat(loaded.config().data()).isEqualTo(Path.of("/etc/fleet/fleetward-data"));
        assertThat(loaded.config().events().sync()).isEqualTo(Duration.ofMillis(20));
        assertThat(loaded.config().accessLog().file()).isEqualTo(Path.of("/etc/fleet/access.log"));
    }

    @Test
    void hasTheDefaultsOfTheDataPath() {
        assertThat(Configs.loaded("listen: {}").snapshot().bounds()).isEqualTo(Bounds.DEFAULT);
    }

    @Test
    void takesTheStarterFileOnceItsSecretsAreSet() {
        String starter = Registry.starterFile("ab".repeat(32));
        LoadResult.Loaded loaded = Configs.loaded(starter);
        assertThat(loaded.snapshot().features()).containsKey("support-chat");
        assertThat(loaded.snapshot().keys().all()).hasSize(1);
        assertThat(Configs.rejected(starter, Map.of()))
                .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
                .extracting(Problem::message)
                .containsExactly(
                        "credential: the environment variable OPENAI_API_KEY is not set",
                        "credential: the environment variable ANTHROPIC_API_KEY is not set");
    }

    @Test
    void readsSecretsAndRelativePathsFromTheFolderOfTheFile(@TempDir Path folder)
            throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "sk-from-a-file\n");
        Path file = folder.resolve("fleetward.yaml");
        Files.writeString(
                file,
                "providers: { p: { dialect: openai, url: 'http://127.0.0.1:1/v1',"
                        + " credential: file:secret.txt } }");
        LoadResult result = Configs.registry(Map.of()).load(file, 1, Configs.TODAY);
        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded -> {
                            assertThat(loaded.snapshot().providers().get("p").credential().reveal())
                                    .isEqualTo("sk-from-a-file");
                            assertThat(loaded.secretFiles())
                                    .containsExactly(folder.resolve("secret.txt"));
                        });
    }

    @Test
    void refusesFilesThatAreMissingTooLargeOrNoText(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("fleetward.yaml");
        assertThat(messages(file)).singleElement().asString().startsWith("no such file: ");
        Files.write(file, new byte[Registry.MAX_FILE_BYTES + 1]);
        assertThat(messages(file)).containsExactly("larger than 1048576 bytes");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xFF});
        assertThat(messages(file)).containsExactly("not UTF-8 text");
    }

    private static List<String> messages(Path file) {
        return Configs.problems(Configs.registry(Map.of()).load(file, 1, Configs.TODAY)).stream()
                .map(Problem::message)
                .toList();
    }
}
