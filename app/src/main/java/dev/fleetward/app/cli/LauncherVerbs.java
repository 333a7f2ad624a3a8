package dev.fleetward.app.cli;

import dev.fleetward.app.host.Trouble;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The verbs that the launcher script handles before Java starts, here for the help. Stateless.
final class LauncherVerbs {
    private LauncherVerbs() {}

    @Command(
            name = "test",
            description = "Run all tests and checks; further arguments go to Maven.")
    static final class Test implements Callable<Integer> {
        @Parameters(hidden = true)
        List<String> arguments = List.of();

        @Override
        public Integer call() {
            throw onlyThroughTheLauncher("test");
        }
    }

    @Command(
            name = "bench",
            description = "Measure: `bench overhead` compares with nginx; see `bench --help`.")
    static final class Bench implements Callable<Integer> {
        @Parameters(hidden = true)
        List<String> arguments = List.of();

        @Override
        public Integer call() {
            throw onlyThroughTheLauncher("bench");
        }
    }

    private static Trouble onlyThroughTheLauncher(String verb) {
        return new Trouble(
                Trouble.USAGE,
                "`" + verb + "` is run by the launcher",
                "Start it as ./fleetward " + verb + " from the project's folder.");
    }
}
