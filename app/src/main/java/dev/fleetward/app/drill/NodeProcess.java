package dev.fleetward.app.drill;

import dev.fleetward.app.Main;
import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A node in a process of its own, with this process's Java, flags and class path. Confined to one
/// thread.
public final class NodeProcess {
    private static final long POLL_MILLIS = 10;
    private static final int LOG_TAIL_CHARACTERS = 2_000;

    private final Process process;
    private final Path data;
    private final Path log;

    private NodeProcess(Process process, Path data, Path log) {
        this.process = process;
        this.data = data;
        this.log = log;
    }

    /// Starts `fleetward up` and returns at once.
    ///
    /// @param log gets everything that it prints
    /// @param flags for its Java, besides this process's own
    public static NodeProcess start(Path config, Path data, Path log, List<String> flags)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(NodeProcess::isForNodes)
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("up", "--config", config.toString(), "--data", data.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
        return new NodeProcess(process, data, log);
    }

    /// Writes a drill's configuration and starts a node on it, both in one folder.
    static NodeProcess start(Path folder, String yaml, List<String> flags) throws IOException {
        Path config = folder.resolve("fleetward.yaml");
        Files.writeString(config, yaml);
        return start(config, folder.resolve("data"), folder.resolve("node.log"), flags);
    }

    /// Ends it, by force where it does not end when asked.
    void end(Duration limit) throws InterruptedException {
        if (isAlive()) {
            terminate();
            if (!awaitEnd(limit)) {
                kill();
            }
        }
    }

    /// A debugger or a profiler of this process is none of the node's.
    private static boolean isForNodes(String flag) {
        return !flag.startsWith("-agent") && !flag.startsWith("-javaagent");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until it serves calls.
    ///
    /// @throws Trouble with the end of its output, where it ends instead or takes too long
    public RuntimeFile awaitServing(Duration limit) throws InterruptedException {
        for (long left = limit.toMillis(); left > 0; left -= POLL_MILLIS) {
            Optional<RuntimeFile> found = RuntimeFile.read(data);
            if (found.isPresent() && found.get().pid() == process.pid()) {
                return found.get();
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new Trouble(
                        Trouble.PROBLEM,
                        "the node ended with exit code " + process.exitValue() + ":\n" + tail(),
                        "");
            }
        }
        throw new Trouble(
                Trouble.PROBLEM,
                "the node does not serve after " + limit.toSeconds() + " s:\n" + tail(),
                "");
    }

    /// Its admin API, once it serves.
    public AdminClient admin() {
        return AdminClient.of(data, RuntimeFile.read(data).orElseThrow());
    }

    /// SIGKILL: nothing in the process gets to run any more.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// SIGTERM: the wish that it ends.
    public void terminate() {
        process.destroy();
    }

    /// Whether it ended within the limit.
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    public int exitCode() {
        return process.exitValue();
    }

    /// Everything that it printed so far.
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines in which it warned of something.
    public List<String> warnings() {
        return output().lines()
                .filter(line -> line.contains("WARN") || line.contains("SEVERE"))
                .toList();
    }

    private String tail() {
        String text = output();
        return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARACTERS));
    }
}
