package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.Gate;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// What studies of many seeded runs are asked, and how they end. Confined to the main thread.
final class StudyRun {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For everything that is random. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    long seed() {
        return seed;
    }

    static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new Trouble(Trouble.USAGE, option + ": " + value + " (expected: at least 1)", "");
        }
    }

    /// Tells what came of it; the exit code.
    ///
    /// @param forPeople prints what stands before the gates
    int end(Host host, boolean held, Supplier<?> asJson, Runnable forPeople, List<Gate> gates) {
        if (json) {
            host.out().println(asJson.get());
        } else {
            forPeople.run();
            render(host, PaperTables.gates(gates));
            host.out().println();
            host.out().println(held ? "every gate held" : "a gate did not hold");
        }
        return held ? 0 : Trouble.PROBLEM;
    }

    static void render(Host host, TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
