package dev.fleetward.testbed.minibatch;

import org.jspecify.annotations.Nullable;

/// Whose request goes next. Confined to one thread; the time comes as an argument and never goes
/// back.
public interface Scheduler {
    /// Takes a request in.
    ///
    /// @return false if it is aborted instead; nothing more is said of it then
    boolean arrived(Request request, long nowNanos);

    /// The request that goes next, which stays where it is; null if none waits. The server takes it
    /// or nobody: it never looks past a request that does not fit.
    @Nullable Request next(long nowNanos);

    /// The server takes the request that [#next] answered.
    void admitted(Request request, long nowNanos);

    /// An admitted request got its `generated`-th token, of at least one.
    void generated(Request request, int generated);

    /// An admitted request got its last token.
    void finished(Request request, long nowNanos);
}
