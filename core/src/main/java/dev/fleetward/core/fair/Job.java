package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// One job of a key, and its calls, the earliest deadline first. Its `counter` is its deficit.
/// Confined to its queue.
///
/// Most calls come in the order of their deadlines: these stand in a line, linked through
/// themselves, so that coming and going touches nobody but neighbours. One that comes with an
/// earlier deadline than the last in line stands in a heap beside it.
final class Job extends Flow {
    /// The ring of its key's jobs; see [RoundRobin].
    @Nullable Job before;

    @Nullable Job after;

    private @Nullable Waiting soonest;
    private @Nullable Waiting latest;
    private @Nullable Deadlines outOfOrder;

    Job(Flow parent, String name, int number) {
        super(parent, Level.JOB, name, number);
    }

    @Override
    boolean hasCalls() {
        return soonest != null || outOfOrder != null;
    }

    @Override
    Waiting head() {
        Waiting inLine = soonest;
        Deadlines beside = outOfOrder;
        if (beside == null) {
            if (inLine == null) {
                throw new IllegalStateException("a job without calls was available");
            }
            return inLine;
        }
        Waiting first = beside.first();
        return inLine != null && inLine.isBefore(first) ? inLine : first;
    }

    void add(Waiting call) {
        Waiting last = latest;
        if (last == null) {
            soonest = call;
            latest = call;
        } else if (last.isBefore(call)) {
            call.sooner = last;
            last.later = call;
            latest = call;
        } else {
            if (outOfOrder == null) {
                outOfOrder = new Deadlines();
            }
            outOfOrder.add(call);
        }
    }

    void remove(Waiting call) {
        Deadlines beside = outOfOrder;
        if (beside != null && call.index != ABSENT) {
            beside.remove(call);
            if (beside.isEmpty()) {
                outOfOrder = null;
            }
            return;
        }
        Waiting sooner = call.sooner;
        Waiting later = call.later;
        if (sooner == null) {
            soonest = later;
        } else {
            sooner.later = later;
            call.sooner = null;
        }
        if (later == null) {
            latest = sooner;
        } else {
            later.sooner = sooner;
            call.later = null;
        }
    }
}
