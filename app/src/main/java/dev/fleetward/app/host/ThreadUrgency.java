package dev.fleetward.app.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// How urgent the machine takes a thread to be. Stateless.
public final class ThreadUrgency {
    /// `SCHED_IDLE` of `sched.h` on Linux: runs only when nothing else wants to, and gives way at
    /// once.
    private static final int SCHED_IDLE = 5;

    private static final int CALLING_THREAD = 0;

    private ThreadUrgency() {}

    /// Lets everything else go before the calling thread, for good. True if the machine took it; on
    /// other systems than Linux nothing changes.
    public static boolean lowest() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return false;
        }
        Linker linker = Linker.nativeLinker();
        SymbolLookup symbols = linker.defaultLookup();
        var function = symbols.find("sched_setscheduler");
        if (function.isEmpty()) {
            return false;
        }
        MethodHandle set =
                linker.downcallHandle(
                        function.get(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocate(ValueLayout.JAVA_INT); // 0, as it must be.
            return (int) set.invokeExact(CALLING_THREAD, SCHED_IDLE, priority) == 0;
        } catch (Throwable cannot) {
            System.getLogger(ThreadUrgency.class.getName())
                    .log(System.Logger.Level.DEBUG, "a thread stays as urgent as others", cannot);
            return false;
        }
    }
}
