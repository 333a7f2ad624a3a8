package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A proxy that runs as a process of its own. Confined to the measuring thread.
///
/// @param startUp from starting the process to the end of the first served call
record Subject(Target target, Process process, Duration startUp) implements AutoCloseable {
    /// Long enough for a first start that has to build.
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    /// Longer than calls under way get to end.
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private static final long RETRY_MILLIS = 2;

    /// Starts a command and calls it until it serves.
    ///
    /// @param log where its output goes
    static Subject start(Target target, List<String> command, Path folder, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().merge("PATH", "/usr/sbin", (path, sbin) -> path + ":" + sbin);
        builder.environment().put("BENCH_PROVIDER_KEY", "provider-key-of-the-bench");
        long began = System.nanoTime();
        Process process = builder.start();
        while (!serves(target)) {
            if (!process.isAlive() || System.nanoTime() - began > START_LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IOException(
                        target + " does not serve. It printed:\n" + Files.readString(log));
            }
            Thread.sleep(RETRY_MILLIS);
        }
        return new Subject(target, process, Duration.ofNanos(System.nanoTime() - began));
    }

    private static boolean serves(Target target) throws IOException {
        byte[] body = Target.UNARY_BODY.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST "
                        + Target.PATH
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + target.key()
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port())) {
            socket.setSoTimeout((int) START_LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200");
        } catch (ConnectException notYet) {
            return false;
        }
    }

    ProcessReading reading() throws IOException {
        return ProcessReading.of(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println(target + " did not stop when asked; it was killed");
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
