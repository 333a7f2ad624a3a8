package dev.fleetward.app.host;

import dev.fleetward.app.terminal.Screen;
import dev.fleetward.core.unit.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/// What a verb may use of the machine. Immutable.
///
/// @param directory what relative paths are relative to
public record Host(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        Clock clock,
        Screen screen) {

    public Host {
        environment = Map.copyOf(environment);
    }

    /// This process's own. `FLEETWARD_TTY` is set by the launcher, which can tell a terminal from a
    /// pipe for each stream on its own.
    public static Host ofThisProcess() {
        Map<String, String> environment = System.getenv();
        boolean terminal = "yes".equals(environment.get("FLEETWARD_TTY"));
        return new Host(
                System.out,
                System.err,
                environment,
                Path.of("").toAbsolutePath(),
                new SystemClock(),
                Screen.detect(terminal, environment));
    }

    public Path resolve(Path path) {
        return directory.resolve(path).normalize();
    }
}
