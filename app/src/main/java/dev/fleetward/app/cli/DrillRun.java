package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What all drills are asked, and how they begin and end. Confined to the main thread.
final class DrillRun {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "For the calls and what goes wrong; a random one if absent.")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "Keep the node's files also if all went well.")
    private boolean keep;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /// The same at every call.
    long seed(SecureRandom random) {
        long used = seed != null ? seed : random.nextInt(1_000_000);
        seed = used;
        return used;
    }

    /// Where people are told what is done.
    PrintStream words(Host host) {
        return json ? host.err() : host.out();
    }

    /// An empty folder for the drill's node.
    static Path folder() throws IOException {
        return Files.createTempDirectory("fleetward-drill");
    }

    /// A drill's settings; what is wrong with them is the user's mistake.
    static <T> T settings(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new Trouble(Trouble.USAGE, String.valueOf(e.getMessage()), "", e);
        }
    }

    /// Clears up after a drill; the exit code.
    int end(Host host, Path folder, boolean held) throws IOException {
        if (held && !keep) {
            delete(folder);
        } else {
            words(host).println("files of the node: " + folder);
        }
        return held ? 0 : Trouble.PROBLEM;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
