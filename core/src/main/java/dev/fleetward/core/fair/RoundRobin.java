package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// Deficit round robin (Shreedhar and Varghese, 1996) over the jobs of one key: each turn gives a
/// job a quantum of service, and it may be served while its deficit covers its next call. A ring
/// linked through the children. Confined to its queue.
final class RoundRobin implements Order {
    /// Of the size of a usual call, so that turns are short.
    static final long QUANTUM = 4_096;

    private @Nullable Job turn;
    private int size;

    /// Whether the job whose turn it is got its quantum for this turn.
    private boolean given;

    @Override
    public void add(Flow added) {
        Job child = job(added);
        child.index = 0;
        child.counter = 0;
        Job current = turn;
        if (current == null) {
            child.before = child;
            child.after = child;
            turn = child;
            given = false;
        } else {
            Job last = before(current);
            last.after = child;
            child.before = last;
            child.after = current;
            current.before = child;
        }
        size++;
    }

    @Override
    public void remove(Flow removed) {
        Job child = job(removed);
        child.index = Flow.ABSENT;
        Job next = after(child);
        Job previous = before(child);
        previous.after = next;
        next.before = previous;
        child.before = null;
        child.after = null;
        size--;
        if (turn == child) {
            turn = size == 0 ? null : next;
            given = false;
        }
    }

    @Override
    public void changed(Flow child) {
        // Deficits alone decide.
    }

    @Override
    public Flow first() {
        Job current = turn;
        if (current == null) {
            throw new IllegalStateException("an empty ring");
        }
        if (size == 1) {
            return current;
        }
        int tried = 0;
        while (true) {
            if (!given) {
                current.counter += QUANTUM;
                given = true;
            }
            if (current.counter >= nextService(current)) {
                turn = current;
                return current;
            }
            if (++tried == size) {
                skipWholeRounds(current);
            }
            current = after(current);
            given = false;
        }
    }

    /// Gives all the rounds at once in which nobody could be served, so that a huge call costs no
    /// more steps than a small one.
    private void skipWholeRounds(Job from) {
        long rounds = Long.MAX_VALUE;
        Job flow = from;
        do {
            long missing = nextService(flow) - flow.counter;
            rounds = Math.min(rounds, missing <= 0 ? 0 : (missing - 1) / QUANTUM);
            flow = after(flow);
        } while (flow != from && rounds > 0);
        if (rounds > 0) {
            flow = from;
            do {
                flow.counter += rounds * QUANTUM;
                flow = after(flow);
            } while (flow != from);
        }
    }

    private static long nextService(Job job) {
        return job.head().service;
    }

    @Override
    public void taken(Flow child, long service) {
        child.counter = size == 1 ? 0 : child.counter - service;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    private static Job after(Job job) {
        return linked(job.after);
    }

    private static Job before(Job job) {
        return linked(job.before);
    }

    private static Job linked(@Nullable Job job) {
        if (job == null) {
            throw new IllegalStateException("a job outside its ring");
        }
        return job;
    }

    private static Job job(Flow child) {
        if (child instanceof Job job) {
            return job;
        }
        throw new IllegalStateException("only jobs take turns");
    }
}
