package dev.fleetward.app.drill;

import java.util.List;

/// A node that is broken or crowded on purpose. Confined to one thread.
///
/// @param <R> what it shows
public interface Drill<R extends Drill.Report> extends AutoCloseable {
    /// Does it, once.
    R run() throws Exception;

    /// What a drill showed. Immutable.
    interface Report {
        /// Each with what was measured.
        List<Promise> promises();

        default boolean held() {
            return promises().stream().allMatch(Promise::held);
        }
    }
}
