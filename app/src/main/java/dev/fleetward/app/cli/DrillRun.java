package dev.fleetward.app.cli;

import dev.fleetward.app.drill.Drill;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    /// How a drill is prepared.
    interface Preparing<R extends Drill.Report> {
        /// @param folder for its node's files
        /// @param progress told what is being done
        Drill<R> prepare(Path folder, long seed, Consumer<String> progress) throws Exception;
    }

    /// How what a drill showed is told, besides its promises.
    ///
    /// @param lines for people
    /// @param members for programs
    record Telling<R extends Drill.Report>(
            Function<R, List<String>> lines, BiConsumer<ObjectNode, R> members) {}

    /// A drill from its start to its end; the exit code.
    ///
    /// @param what it does, in words
    <R extends Drill.Report> int run(
            Host host, SecureRandom random, String what, Preparing<R> preparing, Telling<R> telling)
            throws Exception {
        long used = seed(random);
        PrintStream words = words(host);
        Path folder = folder();
        words.println(what + "; --seed " + used);
        R report;
        try (Drill<R> drill = preparing.prepare(folder, used, step -> words.println("  " + step))) {
            report = drill.run();
        }
        if (json) {
            ObjectNode result = new JsonMapper().createObjectNode();
            result.put("seed", used).put("held", report.held());
            telling.members().accept(result, report);
            Promises.add(result, report.promises());
            host.out().println(result);
        } else {
            print(host.out(), telling.lines().apply(report), report);
        }
        return end(host, folder, report.held());
    }

    private static void print(PrintStream out, List<String> lines, Drill.Report report) {
        out.println();
        lines.forEach(out::println);
        out.println();
        Promises.print(out, report.promises());
        out.println();
        out.println(report.held() ? "every promise held" : "a promise was broken");
    }

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
