package dev.fleetward.core.fair;

/// The order in which a flow's children are served. Holds only children that have a call to take.
/// Confined to its queue.
sealed interface Order permits LeastServed, RoundRobin {
    void add(Flow child);

    void remove(Flow child);

    /// The child's counter or deadline changed.
    void changed(Flow child);

    /// Who is next; the same until something changes. There is at least one.
    Flow first();

    /// A call of `child`, which was first, is taken for `service`.
    void taken(Flow child, long service);

    boolean isEmpty();
}
