package dev.fleetward.testbed.engine;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sequences that wait: by priority, then in order of arrival. Confined to its engine.
final class WaitingLine {
    private final TreeMap<Integer, ArrayDeque<Sequence>> lines = new TreeMap<>();
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(Sequence sequence) {
        line(sequence).addLast(sequence);
        size++;
    }

    /// Before all others of its priority.
    void addFirst(Sequence sequence) {
        line(sequence).addFirst(sequence);
        size++;
    }

    private ArrayDeque<Sequence> line(Sequence sequence) {
        return lines.computeIfAbsent(sequence.priority(), priority -> new ArrayDeque<>());
    }

    @Nullable Sequence first() {
        Map.Entry<Integer, ArrayDeque<Sequence>> line = lines.firstEntry();
        return line == null ? null : line.getValue().peekFirst();
    }

    void remove(Sequence sequence) {
        ArrayDeque<Sequence> line = line(sequence);
        size -= line.remove(sequence) ? 1 : 0;
        if (line.isEmpty()) {
            lines.remove(sequence.priority());
        }
    }
}
