package dev.fleetward.control.store;

import java.nio.file.Path;
import java.time.Duration;

/// A process that writes rows until it is killed, and says on its standard output which numbers
/// were acknowledged.
final class DoomedStore {
    private DoomedStore() {}

    /// @param arguments the folder, and the first number
    public static void main(String[] arguments) throws Exception {
        ControlStore store = ControlStore.start(Path.of(arguments[0]), new TestClock());
        store.awaitOpen(Duration.ofSeconds(30));
        for (long number = Long.parseLong(arguments[1]); ; number++) {
            long next = number;
            store.write(rows ->
                    rows.update(
                            "INSERT INTO change (number, at_micros, actor, kind, words)"
                                    + " VALUES (?, 0, 'doomed', 'test', 'none')",
                            next));
            System.out.println(number);
        }
    }
}
