package dev.fleetward.core.fair;

import org.jspecify.annotations.Nullable;

/// A node of the hierarchy within one band: a feature, one of its tenants, one of its keys, or one
/// of that key's jobs ([Job]). Opaque outside this package. Confined to its queue.
///
/// `counter` is the service it was given, divided by its weight; for a job it is the deficit of
/// round robin instead. A flow stands in its parent's order while a call could be taken from it:
/// `index` tells where (see [Order]).
public sealed class Flow permits Job {
    /// How deep a flow lies.
    public enum Level {
        BAND,
        FEATURE,
        TENANT,
        KEY,
        JOB
    }

    /// Service units are counted in thousandths, so that weights divide them well.
    static final long SCALE = 1_000;

    static final int ABSENT = -1;

    final @Nullable Flow parent;
    final Level level;
    final String name;
    final int number;
    int weight = 1;
    long counter;

    /// Children with a call to take; null for a job, and while there are none.
    @Nullable Order children;

    int index = ABSENT;

    /// The deadline of the call that would be taken from it.
    long deadlineNanos;

    int waiting;
    int running;
    long waitingSize;
    boolean barred;

    /// Whether its feature has a reservation; see [FairQueue.Reservations].
    boolean reserving;

    /// Children in the table.
    int known;

    @Nullable Flow nextInBucket;

    /// The child that was found last: most flows have but one.
    @Nullable Flow lastFound;

    /// The child whose calls all left last: who comes into an empty order starts where it stands.
    @Nullable Flow lastLeft;

    Flow(@Nullable Flow parent, Level level, String name, int number) {
        this.parent = parent;
        this.level = level;
        this.name = name;
        this.number = number;
    }

    public final Level level() {
        return level;
    }

    public final String name() {
        return name;
    }

    /// Waiting calls in it.
    public final int waiting() {
        return waiting;
    }

    /// The sum of the sizes of its waiting calls.
    public final long waitingSize() {
        return waitingSize;
    }

    /// Service given so far by weight, in service units. Only differences within one parent mean
    /// anything.
    public final long served() {
        return counter / SCALE;
    }

    public final boolean isBarred() {
        return barred;
    }

    /// The flow at this level on the way to the band, itself included; null where the path skips
    /// it.
    public final @Nullable Flow at(Level wanted) {
        for (Flow flow = this; flow != null; flow = flow.parent) {
            if (flow.level == wanted) {
                return flow;
            }
        }
        return null;
    }

    /// Where a child starts that comes with nothing waiting: at the least served of those that
    /// wait, or where nobody waits at who left last.
    ///
    /// @param otherwise where nobody ever came
    final long startOfAChild(long otherwise) {
        Order present = children;
        if (present != null && !present.isEmpty()) {
            return present.first().counter;
        }
        Flow last = lastLeft;
        return last == null ? otherwise : last.counter;
    }

    final boolean isIdle() {
        return waiting == 0 && running == 0;
    }

    /// Whether a call could be taken from it.
    final boolean isAvailable() {
        return !barred && hasCalls();
    }

    /// Whether calls wait in it that are not barred further down.
    boolean hasCalls() {
        return children != null;
    }

    /// The call that would be taken from it, which is available.
    Waiting head() {
        Flow flow = this;
        while (flow.children != null) {
            flow = flow.children.first();
        }
        if (flow == this) {
            throw new IllegalStateException("a flow without calls was available");
        }
        return flow.head();
    }
}
