package dev.fleetward.bench.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX) // Readings come from /proc.
class ProcessReadingTest {
    @Test
    void countsTheCpuTimeOfAThreadThatBurnsIt() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ProcessReading before = ProcessReading.of(ProcessHandle.current());
        long began = threads.getCurrentThreadCpuTime();
        long burned = 0;
        while (burned < 300_000_000L) {
            burned = threads.getCurrentThreadCpuTime() - began;
        }
        ProcessReading after = ProcessReading.of(ProcessHandle.current());

        // Ticks of 10 ms round either reading down.
        assertThat(after.cpuMicros() - before.cpuMicros()).isGreaterThan(270_000);
        assertThat(after.residentBytes()).isGreaterThan(10_000_000);
    }
}
