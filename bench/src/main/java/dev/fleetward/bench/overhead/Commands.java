package dev.fleetward.bench.overhead;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Other programs: whether they are there, how they get there, what they print. Stateless.
final class Commands {
    private static final List<String> NEEDED = List.of("taskset", "nginx", "wrk");
    private static final String INSTALL =
            "apt-get install --no-install-recommends util-linux nginx-light wrk";

    private Commands() {}

    /// Makes sure that nginx, wrk and taskset are there; root on a Debian gets them installed.
    ///
    /// @throws IOException saying how to get what is missing
    static void require() throws IOException, InterruptedException {
        if (missing().isEmpty()) {
            return;
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root && isThere("apt-get")) {
            System.err.println("installing " + String.join(", ", missing()) + " with apt-get");
            run("apt-get", "-qq", "update");
            run(
                    "apt-get",
                    "-qq",
                    "-y",
                    "install",
                    "--no-install-recommends",
                    "util-linux",
                    "nginx-light",
                    "wrk");
        }
        if (!missing().isEmpty()) {
            throw new IOException(
                    String.join(", ", missing())
                            + " is not on the PATH. On Debian and Ubuntu, as root: "
                            + INSTALL);
        }
    }

    private static List<String> missing() {
        return NEEDED.stream().filter(name -> !isThere(name)).toList();
    }

    private static boolean isThere(String name) {
        String path = System.getenv("PATH");
        // Debian keeps nginx in a folder that is not on everybody's path.
        return Stream.concat(
                        Stream.of(path == null ? "" : path)
                                .flatMap(p -> Stream.of(p.split(":", -1))),
                        Stream.of("/usr/sbin"))
                .anyMatch(folder -> new File(folder, name).canExecute());
    }

    /// This program with a verb of its own, to be run as another process.
    static List<String> ofThisProgram(String... verb) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.fleetward.bench.Main"));
        command.addAll(List.of(verb));
        return command;
    }

    /// Runs to the end and returns what was printed.
    ///
    /// @throws IOException if the program fails, with what it printed
    static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", "/usr/sbin", (path, sbin) -> path + ":" + sbin);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + exit + ":\n" + printed);
        }
        return printed;
    }
}
