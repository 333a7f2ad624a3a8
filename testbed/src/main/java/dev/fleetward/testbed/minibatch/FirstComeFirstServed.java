package dev.fleetward.testbed.minibatch;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// In order of arrival, whoever asks. Confined to one thread.
public final class FirstComeFirstServed implements Scheduler {
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();

    @Override
    public boolean arrived(Request request, long nowNanos) {
        waiting.addLast(request);
        return true;
    }

    @Override
    public @Nullable Request next(long nowNanos) {
        return waiting.peekFirst();
    }

    @Override
    public void admitted(Request request, long nowNanos) {
        if (waiting.removeFirst() != request) {
            throw new IllegalArgumentException("not the next request");
        }
    }

    @Override
    public void generated(Request request, int generated) {}

    @Override
    public void finished(Request request, long nowNanos) {}
}
