package dev.fleetward.bench.overhead;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The CPU clock that Linux keeps for each process: user and system time of all threads, those that
/// have ended included, in nanoseconds. `/proc` tells the same in hundredths of a second, which is
/// too coarse for short slices. Thread-safe.
final class CpuClock {
    /// What [#nanos] says of a process that has ended.
    static final long ENDED = -1;

    private static final MethodHandle FIND = function("clock_getcpuclockid");
    private static final MethodHandle READ = function("clock_gettime");

    private CpuClock() {}

    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    static long nanos(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment clock = arena.allocate(JAVA_INT);
            MemorySegment time = arena.allocate(JAVA_LONG, 2);
            if ((int) FIND.invokeExact((int) pid, clock) != 0
                    || (int) READ.invokeExact(clock.get(JAVA_INT, 0), time) != 0) {
                return ENDED;
            }
            return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L + time.getAtIndex(JAVA_LONG, 1);
        } catch (Throwable never) {
            throw new IllegalStateException("the C library's clocks cannot be called", never);
        }
    }
}
