package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.core.unit.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs verbs as a person in a folder would. Confined to one thread.
final class Shell {
    private final Path folder;
    private final Clock clock;

    Shell(Path folder) {
        this(folder, new SystemClock());
    }

    Shell(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    record Ended(int exitCode, String out, String err) {}

    Ended run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Host host =
                new Host(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        folder,
                        clock,
                        Screen.PLAIN);
        int exitCode = FleetwardCommands.run(host, arguments);
        return new Ended(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }
}
