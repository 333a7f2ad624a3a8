package dev.fleetward.core.fair;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All flows of a queue by parent and name: a hash table chained through the flows themselves, so
/// that an idle flow costs little more than its object. At most half full, because each flow that
/// is passed on the way is far away in memory. Confined to its queue.
final class FlowTable {
    private @Nullable Flow[] buckets = new @Nullable Flow[64];
    private int size;

    int size() {
        return size;
    }

    @Nullable Flow find(Flow parent, Flow.Level level, String name) {
        Flow last = parent.lastFound;
        if (last != null && isIt(last, parent, level, name)) {
            return last;
        }
        Flow flow = buckets[slot(parent, level, name, buckets.length)];
        while (flow != null && !isIt(flow, parent, level, name)) {
            flow = flow.nextInBucket;
        }
        if (flow != null) {
            parent.lastFound = flow;
        }
        return flow;
    }

    private static boolean isIt(Flow flow, Flow parent, Flow.Level level, String name) {
        return flow.parent == parent && flow.level == level && flow.name.equals(name);
    }

    void add(Flow flow) {
        if (size >= buckets.length / 2) {
            grow();
        }
        link(buckets, flow);
        size++;
    }

    void remove(Flow flow) {
        Flow parent = flow.parent;
        if (parent != null && parent.lastFound == flow) {
            parent.lastFound = null;
        }
        int slot = slot(flow, buckets.length);
        Flow at = buckets[slot];
        if (at == flow) {
            buckets[slot] = flow.nextInBucket;
        } else {
            while (at != null && at.nextInBucket != flow) {
                at = at.nextInBucket;
            }
            if (at == null) {
                return;
            }
            at.nextInBucket = flow.nextInBucket;
        }
        flow.nextInBucket = null;
        size--;
    }

    /// Calls `visit` with every flow; it may remove the one that it is called with.
    void forEach(Consumer<Flow> visit) {
        for (int i = 0; i < buckets.length; i++) {
            Flow flow = buckets[i];
            while (flow != null) {
                Flow next = flow.nextInBucket;
                visit.accept(flow);
                flow = next;
            }
        }
    }

    private void grow() {
        @Nullable Flow[] larger = new @Nullable Flow[buckets.length * 2];
        for (Flow bucket : buckets) {
            Flow flow = bucket;
            while (flow != null) {
                Flow next = flow.nextInBucket;
                link(larger, flow);
                flow = next;
            }
        }
        buckets = larger;
    }

    private static void link(@Nullable Flow[] table, Flow flow) {
        int slot = slot(flow, table.length);
        flow.nextInBucket = table[slot];
        table[slot] = flow;
    }

    private static int slot(Flow flow, int length) {
        Flow parent = flow.parent;
        if (parent == null) {
            throw new IllegalStateException("a band is in no table");
        }
        return slot(parent, flow.level, flow.name, length);
    }

    private static int slot(Flow parent, Flow.Level level, String name, int length) {
        int hash = (parent.number * 31 + level.ordinal()) * 0x9E3779B9 + name.hashCode();
        return (hash ^ hash >>> 16) & (length - 1);
    }
}
