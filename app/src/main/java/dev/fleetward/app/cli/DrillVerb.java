package dev.fleetward.app.cli;

import dev.fleetward.app.drill.KillDrill;
import dev.fleetward.app.drill.Round;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `drill`. Confined to the main thread.
@Command(
        name = "drill",
        description =
                "Break or crowd a node on purpose and check what it promises: `drill kill`, `drill crowd`, `drill streams`, `drill storm`.",
        synopsisSubcommandLabel = "DRILL")
final class DrillVerb implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Trouble(
                Trouble.USAGE,
                "which drill?",
                "There are `drill kill`, `drill crowd`, `drill streams` and `drill storm`; see `drill kill --help`.");
    }

    /// `drill kill`. Confined to the main thread.
    @Command(
            name = "kill",
            description =
                    "Kill a node (SIGKILL) under load, again and again on the same data, and hold"
                            + " its ledger against what callers saw and providers billed.",
            footer = "Exit codes: 0 every promise held, 1 one did not, 2 wrong usage.",
            sortOptions = false)
    static final class Kill implements Callable<Integer> {
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofSeconds(3);

        private final Host host;
        private final SecureRandom random;

        @Option(
                names = "--times",
                paramLabel = "N",
                defaultValue = "20",
                description = "How often. Default ${DEFAULT-VALUE}.")
        private int times = 20;

        @Option(
                names = "--rate",
                paramLabel = "N",
                defaultValue = "300",
                description = "Calls per second. Default ${DEFAULT-VALUE}.")
        private int rate = 300;

        @Mixin private DrillRun drilling = new DrillRun();

        Kill(Host host, SecureRandom random) {
            this.host = host;
            this.random = random;
        }

        @Override
        public Integer call() throws Exception {
            long used = drilling.seed(random);
            PrintStream words = drilling.words(host);
            Path folder = DrillRun.folder();
            words.println(times + " kills at " + rate + " calls/s, then a SIGTERM; --seed " + used);
            List<Round> rounds;
            try (KillDrill drill =
                    KillDrill.prepare(
                            settings(folder, used),
                            host.clock(),
                            random,
                            step -> words.println("  " + step))) {
                rounds = drill.run(round -> words.println("  " + line(round)));
            }
            boolean held = rounds.stream().allMatch(round -> round.findings().isEmpty());
            if (drilling.json()) {
                host.out().println(json(used, rounds, held));
            } else {
                print(rounds, held);
            }
            return drilling.end(host, folder, held);
        }

        private KillDrill.Settings settings(Path folder, long used) {
            return DrillRun.settings(() ->
                    new KillDrill.Settings(
                            folder, times, rate, used, SHORTEST, LONGEST, List.of()));
        }

        private static String line(Round round) {
            return "round "
                    + round.number()
                    + ": "
                    + round.whole()
                    + " whole, "
                    + round.cut()
                    + " cut, "
                    + round.unknown()
                    + " unknown; served again after "
                    + round.servedMillis()
                    + " ms"
                    + (round.findings().isEmpty()
                            ? ""
                            : "; " + round.findings().size() + " promises broken");
        }

        private void print(List<Round> rounds, boolean held) {
            TextTable table = new TextTable().numbers("round").words("end").numbers("after ms");
            List.of(
                            "sent",
                            "whole",
                            "errors",
                            "hung up",
                            "cut",
                            "unknown",
                            "attempts",
                            "billed",
                            "served again ms")
                    .forEach(table::numbers);
            table.words("verdict");
            for (Round round : rounds) {
                table.row(
                        Stream.concat(
                                        Stream.of(
                                                        round.number(),
                                                        round.end(),
                                                        round.runMillis(),
                                                        round.sent(),
                                                        round.whole(),
                                                        round.failed(),
                                                        round.hungUp(),
                                                        round.cut(),
                                                        round.unknown(),
                                                        round.rows(),
                                                        round.billed(),
                                                        round.servedMillis())
                                                .map(value ->
                                                        new Cell(String.valueOf(value), false)),
                                        Stream.of(verdict(round)))
                                .toList());
            }
            PrintStream out = host.out();
            out.println();
            table.render(host.screen().columns(), host.screen().ink()).forEach(out::println);
            out.println();
            for (Round round : rounds) {
                round.findings()
                        .forEach(
                                finding -> out.println("round " + round.number() + ": " + finding));
            }
            out.println(
                    held
                            ? "every whole answer is in the ledger once, none twice, budgets and totals agree"
                            : "the ledger broke a promise");
        }

        private static Cell verdict(Round round) {
            return round.findings().isEmpty()
                    ? new Cell("held", false)
                    : new Cell(round.findings().size() + " broken", true);
        }

        private static ObjectNode json(long seed, List<Round> rounds, boolean held) {
            ObjectNode result = new JsonMapper().createObjectNode();
            result.put("seed", seed).put("held", held);
            ArrayNode list = result.putArray("rounds");
            for (Round round : rounds) {
                ObjectNode one = list.addObject();
                one.put("round", round.number()).put("end", round.end().name());
                one.put("runMillis", round.runMillis()).put("sent", round.sent());
                one.put("whole", round.whole()).put("errors", round.failed());
                one.put("hungUp", round.hungUp()).put("cut", round.cut());
                one.put("unknown", round.unknown()).put("attempts", round.rows());
                one.put("billed", round.billed()).put("servedMillis", round.servedMillis());
                ArrayNode findings = one.putArray("findings");
                round.findings().forEach(findings::add);
            }
            return result;
        }
    }
}
