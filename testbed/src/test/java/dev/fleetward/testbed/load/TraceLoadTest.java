package dev.fleetward.testbed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.UnitSyntax;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.FaultBoard;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Replays against a simulated provider directly, without a fleet between.
final class TraceLoadTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final long SEED = 4;

    private SimulatedProvider provider;

    @BeforeEach
    void startProvider() throws Exception {
        provider = await(SimulatedProvider.start(VERTX, Settings.standard()));
    }

    @AfterAll
    static void stop() throws Exception {
        await(VERTX.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private LoadReport run(Plan plan) throws Exception {
        return await(TraceLoad.run(VERTX, plan, line -> {}));
    }

    private Plan plan(Trace trace) {
        return Plan.of(provider.url(), "any", trace, "sim-large");
    }

    /// Some hundred calls a second, with empty prompts and empty answers among them.
    private static Trace trace(int rows) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Trace.Row> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            list.add(
                    new Trace.Row(
                            i * 5_000_000L,
                            "",
                            i % 10 == 0 ? 0 : random.nextInt(1, 3_000),
                            i % 10 == 5 ? 0 : random.nextInt(1, 60)));
        }
        return Trace.of(list);
    }

    @ParameterizedTest
    @EnumSource(
            value = WireDialect.class,
            names = {"OPENAI", "ANTHROPIC"})
    void everyRowReconcilesToTheToken(WireDialect dialect) throws Exception {
        Trace trace = trace(200);
        LoadReport report =
                run(plan(trace).withDialect(dialect).withStream(UnitSyntax.percent("70%")));
        assertThat(report.failures()).isEmpty();
        assertThat(report.completed()).isEqualTo(200);
        assertThat(report.reconciles()).isTrue();
        assertThat(report.completedTokens().input())
                .isEqualTo(trace.rows().stream().mapToLong(Trace.Row::inputTokens).sum())
                .isEqualTo(provider.billing().total().allInput());
        assertThat(report.completedTokens().output())
                .isEqualTo(trace.rows().stream().mapToLong(Trace.Row::outputTokens).sum())
                .isEqualTo(provider.billing().total().output());
        assertThat(report.total().count()).isEqualTo(200);
        assertThat(report.toJson()).contains("\"completed\":200");
    }

    @Test
    void callersHangUpMidwayAndOnlyThey() throws Exception {
        LoadReport report = run(plan(trace(200)).withHangUp(UnitSyntax.percent("20%")));
        assertThat(report.hungUp()).isBetween(15L, 60L);
        assertThat(report.failed()).isZero();
        assertThat(report.completed() + report.hungUp()).isEqualTo(200);
        assertThat(report.reconciles()).isTrue();
        LoadReport again = run(plan(trace(200)).withHangUp(UnitSyntax.percent("20%")));
        assertThat(again.hungUp()).isEqualTo(report.hungUp());
    }

    @Test
    void faultsAndRefusalsLandInTheirColumns() throws Exception {
        provider.faults()
                .set(
                        List.of(
                                FaultBoard.Rule.parse("cut@3=10%"),
                                FaultBoard.Rule.parse("429=10%"),
                                FaultBoard.Rule.parse("no-terminal=10%"),
                                FaultBoard.Rule.parse("500=10%")));
        LoadReport report = run(plan(trace(300)));
        assertThat(report.refused()).isPositive();
        assertThat(report.failures()).containsKeys("status 500", "no terminal event");
        assertThat(report.completed()).isLessThan(300);
        assertThat(report.reconciles()).isTrue();
    }

    @Test
    void latencyCountsFromTheIntendedTime() throws Exception {
        Profile slow = new Profile("slow", 0, 0, 0, 50e6, 0, 0, 10, 1, 1L << 20, 10);
        SimulatedProvider queueing =
                await(SimulatedProvider.start(VERTX, Settings.standard().withProfile(slow)));
        List<Trace.Row> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(new Trace.Row(0, "", 1, 1));
        }
        LoadReport report = run(Plan.of(queueing.url(), "any", Trace.of(rows), "m"));
        assertThat(report.completed()).isEqualTo(10);
        // Ten calls at once, one after another through the engine, 50 ms each.
        assertThat(report.total().max()).isGreaterThan(450);
    }

    @Test
    void whatExceedsTheOpenCallsIsCountedAsNotSent() throws Exception {
        List<Trace.Row> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(new Trace.Row(0, "", 10, 10));
        }
        rows.add(new Trace.Row(0, "", 0, 0));
        LoadReport report = run(plan(Trace.of(rows)).withOpenCalls(20));
        assertThat(report.completed()).isEqualTo(20);
        assertThat(report.notSent()).isEqualTo(31);
        assertThat(report.reconciles()).isTrue();
    }

    @Test
    void aDeadProviderFailsEveryRow() throws Exception {
        await(provider.stop());
        LoadReport report = run(plan(trace(20)));
        assertThat(report.failed()).isEqualTo(20);
        assertThat(report.reconciles()).isTrue();
    }

    @Test
    void readsBothFormsOfTraces(@TempDir Path folder) throws Exception {
        Path azure = folder.resolve("azure.csv");
        Files.write(
                azure,
                List.of(
                        "TIMESTAMP,ContextTokens,GeneratedTokens\r",
                        "2023-11-16 18:15:46.6805900,374,44\r",
                        "2023-11-16 18:15:50.9951690,396,109"));
        assertThat(Trace.read(azure, 100).rows())
                .containsExactly(
                        new Trace.Row(0, "", 374, 44), new Trace.Row(4_314_579_000L, "", 396, 109));
        Path clients = folder.resolve("clients.csv");
        Files.writeString(
                clients, "arrival_s,client,input_tokens,output_tokens\n0.5,c1,1,2\n1.25,c0,3,4\n");
        assertThat(Trace.read(clients, 1).rows()).containsExactly(new Trace.Row(0, "c1", 1, 2));
        assertThat(Trace.read(clients, 9).rows().getLast())
                .isEqualTo(new Trace.Row(750_000_000L, "c0", 3, 4));
        Files.writeString(clients, "arrival_s,client,input_tokens,output_tokens\n0.5,c1,x,2\n");
        assertThatThrownBy(() -> Trace.read(clients, 9)).hasMessageContaining("line 2");
    }
}
