package dev.fleetward.testbed.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A continuous-batching inference engine: decodes first, then prefills in chunks, then admission
/// from the queue in order of arrival while memory lasts, and preemption of the newest by
/// recomputation when it does not. The cost model is that of [Profile]. Deterministic for a seed
/// and a history of calls. Confined to one thread; reads no clock.
///
/// Invariants, after every method:
/// 1. KV tokens held are at most the profile's, and are the sum over the running sequences.
/// 2. Running sequences are at most the profile's, in the order of their admission.
/// 3. A sequence is in exactly one of the queue, the running list, or neither (new, done).
public final class Engine {
    private final Profile profile;
    private final SplittableRandom random;
    private final long watermark;
    private final ArrayDeque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> running = new ArrayList<>();
    private long kvUsed;
    private long preemptions;

    public Engine(Profile profile, long seed) {
        this.profile = profile;
        this.random = new SplittableRandom(seed);
        this.watermark = profile.kvTokens() / 100;
    }

    /// Puts a sequence at the end of the queue.
    ///
    /// @return false if it could never fit into memory; it is not queued then
    public boolean submit(Sequence sequence) {
        if (sequence.state != Sequence.State.NEW) {
            throw new IllegalStateException("a sequence is submitted once");
        }
        long most = sequence.promptTokens() + Math.max(1L, sequence.outputTokens());
        if (most > profile.kvTokens()) {
            return false;
        }
        sequence.state = Sequence.State.WAITING;
        waiting.addLast(sequence);
        return true;
    }

    /// Takes a sequence out, wherever it is. What it generated before stays generated.
    public void cancel(Sequence sequence) {
        switch (sequence.state) {
            case NEW, DONE -> {}
            case WAITING -> waiting.remove(sequence);
            case RUNNING -> {
                running.remove(sequence);
                release(sequence);
            }
        }
        sequence.state = Sequence.State.DONE;
    }

    public boolean idle() {
        return waiting.isEmpty() && running.isEmpty();
    }

    public int waiting() {
        return waiting.size();
    }

    public int running() {
        return running.size();
    }

    public long kvTokens() {
        return kvUsed;
    }

    /// How often a sequence lost its memory and had to start over.
    public long preemptions() {
        return preemptions;
    }

    /// Does one step that starts at `startNanos`.
    public Step step(long startNanos) {
        int decoding = growDecodes();
        long decodeKv = 0;
        for (Sequence sequence : running) {
            if (sequence.toPrefill == 0) {
                decodeKv += sequence.kvHeld;
            }
        }
        List<Sequence> advanced = new ArrayList<>(decoding + 4);
        for (Sequence sequence : running) {
            if (sequence.toPrefill == 0) {
                advanced.add(sequence);
            }
        }
        long prefilled = prefill(Math.max(0, profile.tokensPerStep() - decoding), advanced);
        double nanos = profile.stepNanos(decoding, decodeKv, prefilled) * profile.jitter(random);
        for (Sequence sequence : advanced) {
            advance(sequence);
        }
        return new Step(
                startNanos, startNanos + Math.round(nanos), advanced, decoding, prefilled, kvUsed);
    }

    /// Gives every decoding sequence room for its next token, taking it from the newest if there is
    /// none.
    private int growDecodes() {
        int decoding = 0;
        for (Sequence sequence : running) {
            decoding += sequence.toPrefill == 0 ? 1 : 0;
        }
        while (profile.kvTokens() - kvUsed < decoding) {
            Sequence newest = running.removeLast();
            decoding -= newest.toPrefill == 0 ? 1 : 0;
            preempt(newest);
        }
        for (Sequence sequence : running) {
            if (sequence.toPrefill == 0) {
                hold(sequence, 1);
            }
        }
        return decoding;
    }

    private void preempt(Sequence sequence) {
        release(sequence);
        sequence.state = Sequence.State.WAITING;
        waiting.addFirst(sequence);
        preemptions++;
    }

    /// Works through prompts: those under way first, then newly admitted ones.
    private long prefill(int budget, List<Sequence> advanced) {
        long left = budget;
        for (Sequence sequence : running) {
            if (sequence.toPrefill > 0 && left > 0) {
                left -= chunk(sequence, left, advanced);
            }
        }
        while (left > 0 && running.size() < profile.sequences() && headFits()) {
            Sequence sequence = waiting.removeFirst();
            sequence.state = Sequence.State.RUNNING;
            running.add(sequence);
            hold(sequence, sequence.context() + 1);
            // At least one token: the last one of a prompt is always computed.
            sequence.toPrefill = (int) Math.max(1, sequence.context() - sequence.cachedTokens());
            left -= chunk(sequence, left, advanced);
        }
        return budget - left;
    }

    private static long chunk(Sequence sequence, long left, List<Sequence> advanced) {
        long done = Math.min(left, sequence.toPrefill);
        sequence.toPrefill -= (int) done;
        if (sequence.toPrefill == 0) {
            advanced.add(sequence);
        }
        return done;
    }

    private boolean headFits() {
        Sequence head = waiting.peekFirst();
        if (head == null) {
            return false;
        }
        long free = profile.kvTokens() - kvUsed - head.context() - 1;
        return running.isEmpty() ? free >= 0 : free >= watermark;
    }

    private void advance(Sequence sequence) {
        if (sequence.generated < sequence.outputTokens()) {
            sequence.generated++;
        }
        if (sequence.generated == sequence.outputTokens()) {
            running.remove(sequence);
            release(sequence);
            sequence.state = Sequence.State.DONE;
        }
    }

    private void hold(Sequence sequence, long tokens) {
        sequence.kvHeld += tokens;
        kvUsed += tokens;
    }

    private void release(Sequence sequence) {
        kvUsed -= sequence.kvHeld;
        sequence.kvHeld = 0;
    }
}
