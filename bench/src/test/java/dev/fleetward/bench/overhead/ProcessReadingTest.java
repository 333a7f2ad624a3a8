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

        assertThat(after.cpuMicros() - before.cpuMicros()).isGreaterThanOrEqualTo(300_000);
        assertThat(after.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void takesAProcessThatHasEndedForNothing() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();

        assertThat(ProcessReading.of(ended.toHandle())).isEqualTo(new ProcessReading(0, 0));
    }
}
