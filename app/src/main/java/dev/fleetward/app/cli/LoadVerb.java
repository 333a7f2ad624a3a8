package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.replay.Check;
import dev.fleetward.app.replay.Reconciliation;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.load.LoadReport;
import dev.fleetward.testbed.load.Plan;
import dev.fleetward.testbed.load.Trace;
import dev.fleetward.testbed.load.TraceLoad;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `load`. Confined to the main thread.
@Command(
        name = "load",
        description = "Replay a trace against a node, then hold the ledger against it.",
        footer = "Exit codes: 0 everything agrees, 1 something differs, 2 wrong usage or no node.",
        sortOptions = false)
final class LoadVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            required = true,
            description =
                    "CSV with TIMESTAMP,ContextTokens,GeneratedTokens"
                            + " or arrival_s,client,input_tokens,output_tokens.")
    private Path trace = Path.of("trace.csv");

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times faster than it came. Default ${DEFAULT-VALUE}.")
    private double speed = 1;

    @Option(names = "--limit", paramLabel = "ROWS", description = "Only the first rows.")
    private int limit = Integer.MAX_VALUE;

    @Option(
            names = "--hang-up",
            paramLabel = "SHARE",
            description = "The share of callers that leave midway, such as 20%%.")
    private String hangUp = "0%";

    @Option(
            names = "--stream",
            paramLabel = "SHARE",
            description = "The share of calls that are streamed; all if absent.")
    private String stream = "100%";

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            defaultValue = "openai",
            description = "What the callers speak: openai or anthropic. Default ${DEFAULT-VALUE}.")
    private WireDialect dialect = WireDialect.OPENAI;

    @Option(
            names = "--route",
            paramLabel = "NAME",
            defaultValue = "chat",
            description = "The model that they ask for. Default ${DEFAULT-VALUE}.")
    private String route = "chat";

    @Option(
            names = "--open-calls",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "Calls under way at most; what would exceed it is not sent, and counted."
                            + " Default ${DEFAULT-VALUE}.")
    private int openCalls;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The gateway; the node's of the data folder if absent.")
    private @Nullable URI url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The key; the demonstration's if absent. FLEETWARD_KEY works too.")
    private @Nullable String key;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For who leaves. Default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    LoadVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        Trace rows = read();
        try (AdminClient admin = AdminClient.find(host, data)) {
            byte[] id = new byte[6];
            random.nextBytes(id);
            String job = "load-" + HexFormat.of().formatHex(id);
            LoadReport report = replay(plan(admin, rows, job));
            Reconciliation result = Reconciliation.of(admin, job, report, host.clock());
            if (json) {
                printJson(job, report, result);
            } else {
                print(job, report, result);
            }
            return result.agrees() ? 0 : Trouble.PROBLEM;
        }
    }

    private Trace read() {
        try {
            return Trace.read(host.resolve(trace), limit);
        } catch (IOException | IllegalArgumentException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the trace " + trace + " cannot be read: " + e.getMessage(),
                    "",
                    e);
        }
    }

    private Plan plan(AdminClient admin, Trace rows, String job) {
        String presented = key != null ? key : host.environment().get("FLEETWARD_KEY");
        if (presented == null) {
            presented = admin.node().demoKey();
        }
        if (presented == null) {
            throw new Trouble(
                    Trouble.USAGE,
                    "no key to call with",
                    "Name one with --key or in FLEETWARD_KEY; `fleetward key new` makes one.");
        }
        try {
            return Plan.of(url != null ? url : admin.node().gateway(), presented, rows, route)
                    .withSpeed(speed)
                    .withHangUp(share(hangUp))
                    .withStream(share(stream))
                    .withDialect(dialect)
                    .withOpenCalls(openCalls)
                    .withSeed(seed)
                    .withHeaders(Map.of("fleetward-job", job, "fleetward-origin", "eval"));
        } catch (IllegalArgumentException e) {
            throw new Trouble(Trouble.USAGE, String.valueOf(e.getMessage()), "", e);
        }
    }

    private static Percent share(String text) {
        return dev.fleetward.core.unit.UnitSyntax.percent(text);
    }

    private LoadReport replay(Plan plan) throws Exception {
        PrintStream words = json ? host.err() : host.out();
        boolean repaints = !json && host.screen().repaints();
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        try {
            words.println("replaying " + plan.trace().rows().size() + " rows at " + speed + "x");
            LoadReport report =
                    TraceLoad.run(
                                    vertx,
                                    plan,
                                    host.clock(),
                                    line ->
                                            words.print(
                                                    repaints
                                                            ? "\r" + line + "\u001b[K"
                                                            : line + "\n"))
                            .await();
            words.println();
            return report;
        } finally {
            vertx.close().await();
        }
    }

    private void print(String job, LoadReport load, Reconciliation result) {
        PrintStream out = host.out();
        out.println(
                load.completed()
                        + " completed, "
                        + load.refused()
                        + " refused, "
                        + load.failed()
                        + " failed, "
                        + load.hungUp()
                        + " hung up, "
                        + load.notSent()
                        + " not sent, in "
                        + Math.round(load.seconds())
                        + " s (job "
                        + job
                        + ")");
        load.failures().forEach((kind, count) -> out.println("  failed: " + count + " × " + kind));
        out.println("first token  " + load.firstToken());
        out.println("whole answer " + load.total());
        out.println("sent late by " + load.sendLag());
        out.println();
        TextTable table =
                new TextTable()
                        .words("reconciliation")
                        .numbers("expected")
                        .numbers("found")
                        .words("");
        for (Check check : result.checks()) {
            table.row(
                    List.of(
                            new Cell(check.what(), false),
                            new Cell(Long.toString(check.expected()), false),
                            new Cell(Long.toString(check.found()), false),
                            new Cell(check.equal() ? "OK" : "DIFFERENT", !check.equal())));
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(out::println);
        result.notCompared().forEach(reason -> out.println("not compared: " + reason));
    }

    private void printJson(String job, LoadReport load, Reconciliation result) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode all = mapper.createObjectNode();
        all.put("job", job).put("agrees", result.agrees());
        ArrayNode checks = all.putArray("checks");
        for (Check check : result.checks()) {
            checks.addObject()
                    .put("what", check.what())
                    .put("expected", check.expected())
                    .put("found", check.found())
                    .put("equal", check.equal());
        }
        ArrayNode skipped = all.putArray("notCompared");
        result.notCompared().forEach(skipped::add);
        all.set("load", mapper.valueToTree(load));
        host.out().println(all.toPrettyString());
    }
}
