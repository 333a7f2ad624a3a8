package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Who runs on which core: the subject alone on one, everything else on another. Stateless.
final class Cores {
    private static final String SUBJECT = "0";
    private static final String LOAD = "1";

    private Cores() {}

    /// Moves this process to the load's core; children that are started plainly follow it there.
    static void takeLoadCore() throws IOException, InterruptedException {
        Commands.run(
                "taskset", "-a", "-p", "-c", LOAD, Long.toString(ProcessHandle.current().pid()));
    }

    /// The command, alone on the subject's core.
    static List<String> onSubjectCore(List<String> command) {
        return pinned(SUBJECT, command);
    }

    /// The command on both cores, as a user starts it.
    static List<String> onAnyCore(List<String> command) {
        return pinned(SUBJECT + "," + LOAD, command);
    }

    private static List<String> pinned(String cores, List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        return pinned;
    }
}
