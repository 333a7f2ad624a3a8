package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a number must name to mean anything: the machine, the load's versions, the commit, the
/// date. Stateless.
final class Machine {
    /// The name of the load average of the minute before the run.
    static final String LOAD = "load";

    private Machine() {}

    static Map<String, String> describe(Clock clock) throws IOException, InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cpu", processor());
        facts.put("cores", Integer.toString(coresOfMachine()));
        facts.put(LOAD, Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.runtime.version"));
        facts.put("nginx", Commands.run("nginx", "-v").strip());
        facts.put("commit", commit());
        return facts;
    }

    /// `Runtime.availableProcessors` would tell only of the core that this process took.
    private static int coresOfMachine() throws IOException {
        return (int)
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("processor"))
                        .count();
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String commit() throws InterruptedException {
        String home = System.getenv("FLEETWARD_HOME");
        try {
            return Commands.run(
                            "git",
                            "-C",
                            home == null ? "." : home,
                            "describe",
                            "--always",
                            "--dirty")
                    .strip();
        } catch (IOException noRepository) {
            return "unknown";
        }
    }
}
