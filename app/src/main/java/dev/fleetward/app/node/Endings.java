package dev.fleetward.app.node;

import org.jspecify.annotations.Nullable;

/// Ends parts one after the other. One that fails to end is logged; neither that nor an
/// interruption keeps those after it from ending. Confined to one thread.
final class Endings {
    private static final System.Logger LOG = System.getLogger(Endings.class.getName());

    private @Nullable InterruptedException interruption;

    @FunctionalInterface
    interface Ending<T> {
        void end(T part) throws Exception;
    }

    /// @param part null for one that was never started
    <T> void end(String name, @Nullable T part, Ending<T> ending) {
        if (part == null) {
            return;
        }
        try {
            ending.end(part);
        } catch (InterruptedException interrupted) {
            LOG.log(System.Logger.Level.WARNING, "interrupted while the " + name + " ended");
            interruption = interrupted;
        } catch (Exception failed) {
            LOG.log(System.Logger.Level.WARNING, "the " + name + " did not end well", failed);
        }
    }

    /// Once all have ended.
    ///
    /// @throws InterruptedException where somebody asked meanwhile to hurry
    void done() throws InterruptedException {
        if (interruption != null) {
            throw interruption;
        }
    }
}
