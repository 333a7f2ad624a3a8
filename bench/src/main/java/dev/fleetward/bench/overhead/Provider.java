package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.MockProvider;
import dev.fleetward.bench.load.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The mock provider in a process of its own, on the load's core. Confined to the measuring thread.
record Provider(Process process, int port) implements AutoCloseable {
    static Provider start() throws IOException {
        Process process =
                new ProcessBuilder(Commands.ofThisProgram(MockProvider.VERB))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
        String port = printed.readLine();
        if (port == null) {
            throw new IOException("the mock provider did not start");
        }
        return new Provider(process, Integer.parseInt(port));
    }

    /// The provider itself, for latencies without any proxy.
    Target target() {
        return new Target("direct", port, "unused");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
