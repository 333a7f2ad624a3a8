package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process and its children have used, read from `/proc`. Immutable.
///
/// @param cpuMicros user and system time of all threads, those that have ended included
/// @param residentBytes memory that is in RAM now
record ProcessReading(double cpuMicros, long residentBytes) {
    /// `USER_HZ`, which Linux fixes at 100 on all the machines that Debian supports (proc(5)).
    private static final double MICROS_PER_TICK = 10_000;

    /// Places of `utime` and `stime` in `/proc/PID/stat`, counted after the name's bracket.
    private static final int UTIME = 11;

    private static final int STIME = 12;

    static ProcessReading of(ProcessHandle process) throws IOException {
        double cpu = 0;
        long resident = 0;
        for (ProcessHandle one :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            Path folder = Path.of("/proc", Long.toString(one.pid()));
            try {
                String stat = Files.readString(folder.resolve("stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                cpu += (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]));
                resident += residentBytes(folder);
            } catch (NoSuchFileException ended) {
                // A child that ended between the listing and the reading holds nothing any more.
            }
        }
        return new ProcessReading(cpu * MICROS_PER_TICK, resident);
    }

    private static long residentBytes(Path folder) throws IOException {
        for (String line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024;
            }
        }
        return 0;
    }
}
