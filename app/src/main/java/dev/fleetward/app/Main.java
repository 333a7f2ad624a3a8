package dev.fleetward.app;

import dev.fleetward.app.cli.FleetwardCommands;
import dev.fleetward.app.host.Host;

/// Where the process begins and its exit code is given. Stateless.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode = FleetwardCommands.run(Host.ofThisProcess(), arguments);
        System.out.flush();
        System.exit(exitCode);
    }
}
