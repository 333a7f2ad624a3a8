package dev.fleetward.bench.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process and its children have used. Immutable.
///
/// @param cpuMicros user and system time of all threads, those that have ended included
/// @param residentBytes memory that is in RAM now
record ProcessReading(double cpuMicros, long residentBytes) {
    static ProcessReading of(ProcessHandle process) throws IOException {
        double cpu = 0;
        long resident = 0;
        for (ProcessHandle one :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            long nanos = CpuClock.nanos(one.pid());
            if (nanos == CpuClock.ENDED) {
                continue; // It ended after the listing, and holds nothing any more.
            }
            cpu += nanos / 1_000.0;
            try {
                resident += residentBytes(Path.of("/proc", Long.toString(one.pid())));
            } catch (NoSuchFileException ended) {
                // It ended between the two readings.
            }
        }
        return new ProcessReading(cpu, resident);
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
