package dev.fleetward.app.host;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The wish to stop, from Ctrl-C, SIGTERM or a timer. The process stays alive until [#close] says
/// that everything has ended, or until the limit has passed. Thread-safe.
public final class StopSignal implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;

    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "stop");

    private StopSignal() {}

    /// Listens from now on.
    public static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void onShutdown() {
        wished.countDown();
        try {
            if (!ended.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(StopSignal.class.getName())
                        .log(System.Logger.Level.WARNING, "not everything ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void wish() {
        wished.countDown();
    }

    public boolean isWished() {
        return wished.getCount() == 0;
    }

    /// Waits until a stop is wished.
    ///
    /// @return whether it is
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return wished.await(timeout, unit);
    }

    public void await() throws InterruptedException {
        wished.await();
    }

    /// Everything has ended; the process may go.
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // The hook is what waits for us.
            wished.countDown();
        }
    }
}
