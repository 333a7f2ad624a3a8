package dev.fleetward.control.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A thread that the machine runs only when nothing else wants to run, for work that may wait.
/// Where a process has few cores, the data path then never waits for a commit of the ledger.
///
/// A thread that was made quiet may not be able to become urgent again (Linux lets an unprivileged
/// thread into its idle class and not out of it), so work that has become urgent is done by the
/// thread that asks, not by this one. Confined to that thread.
final class QuietWork implements AutoCloseable {
    /// One turn of work.
    interface Turn {
        int take() throws SQLException, IOException;
    }

    private final ExecutorService thread;

    /// @param makeQuiet is run first on the thread that it concerns
    QuietWork(Runnable makeQuiet) {
        thread =
                Executors.newSingleThreadExecutor(work ->
                        Thread.ofPlatform()
                                .daemon()
                                .name("ledger-quiet")
                                .unstarted(() -> {
                                    makeQuiet.run();
                                    work.run();
                                }));
    }

    /// Does the work quietly and waits for it.
    int take(Turn turn) throws SQLException, IOException {
        Future<Integer> result = thread.submit(turn::take);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException later) {
                    interrupted = true; // The work is under way and must be waited for.
                } catch (ExecutionException failed) {
                    throw asItWas(failed);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException asItWas(ExecutionException failed)
            throws SQLException, IOException {
        switch (failed.getCause()) {
            case SQLException sql -> throw sql;
            case IOException io -> throw io;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
