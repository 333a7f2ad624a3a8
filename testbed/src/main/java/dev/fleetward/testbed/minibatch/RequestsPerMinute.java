package dev.fleetward.testbed.minibatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// In order of arrival, but a client has so many requests a minute, and what is beyond them is
/// aborted on arrival. The minute slides; aborted requests do not count. Confined to one thread.
public final class RequestsPerMinute implements Scheduler {
    private static final long MINUTE = 60_000_000_000L;

    private final int limit;
    private final FirstComeFirstServed queue = new FirstComeFirstServed();
    private final List<ArrayDeque<Long>> taken = new ArrayList<>();

    public RequestsPerMinute(int limit, int clients) {
        this.limit = limit;
        for (int i = 0; i < clients; i++) {
            taken.add(new ArrayDeque<>());
        }
    }

    @Override
    public boolean arrived(Request request, long nowNanos) {
        ArrayDeque<Long> mine = taken.get(request.client());
        while (!mine.isEmpty() && request.atNanos() - mine.getFirst() > MINUTE) {
            mine.removeFirst();
        }
        if (mine.size() >= limit) {
            return false;
        }
        mine.addLast(request.atNanos());
        return queue.arrived(request, nowNanos);
    }

    @Override
    public @Nullable Request next(long nowNanos) {
        return queue.next(nowNanos);
    }

    @Override
    public void admitted(Request request, long nowNanos) {
        queue.admitted(request, nowNanos);
    }

    @Override
    public void generated(Request request, int generated) {}

    @Override
    public void finished(Request request, long nowNanos) {}
}
