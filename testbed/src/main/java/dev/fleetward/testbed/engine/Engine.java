package dev.fleetward.testbed.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// A continuous-batching inference engine: decodes first, then prefills in chunks, then admission
/// from the queue in order of arrival while memory lasts, and preemption of the newest by
/// recomputation when it does not. The cost model is that of [Profile]. A sequence of a lower
/// priority number gets its part of a step's tokens first, waiting or under way, and loses its
/// memory last. A [Neighbour] may take part of each batch and of the memory. Deterministic for a
/// seed and a history of calls. Confined to one thread; reads no clock.
///
/// Invariants, after every method:
/// 1. KV tokens held are the sum over the running sequences, and after a step at most what the
///    profile has and the neighbour leaves.
/// 2. Running sequences are at most the profile's, in the order of their admission.
/// 3. A sequence is in exactly one of the queue, the running list, or neither (new, done).
public final class Engine {
    private final Profile profile;
    private final SplittableRandom random;
    private final long watermark;
    private final Neighbour.Presence neighbour;
    private final WaitingLine waiting = new WaitingLine();
    private final List<Sequence> running = new ArrayList<>();
    private long kvUsed;
    private long preemptions;

    public Engine(Profile profile, long seed) {
        this(profile, Neighbour.NOBODY, seed);
    }

    public Engine(Profile profile, Neighbour neighbour, long seed) {
        this.profile = profile;
        this.random = new SplittableRandom(seed);
        this.neighbour = neighbour.presence(new SplittableRandom(~seed));
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
        if (most > profile.kvTokens() - neighbour.mostKvTokens()) {
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
        neighbour.advance(startNanos);
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
        int together = decoding + neighbour.sequences();
        long prefilled = prefill(Math.max(0, profile.tokensPerStep() - together), advanced);
        double nanos =
                profile.stepNanos(together, decodeKv + neighbour.kvTokens(), prefilled)
                        * profile.jitter(random);
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
        while (kvFree() < decoding && !running.isEmpty()) {
            Sequence victim = leastUrgent();
            running.remove(victim);
            decoding -= victim.toPrefill == 0 ? 1 : 0;
            preempt(victim);
        }
        for (Sequence sequence : running) {
            if (sequence.toPrefill == 0) {
                hold(sequence, 1);
            }
        }
        return decoding;
    }

    private long kvFree() {
        return profile.kvTokens() - neighbour.kvTokens() - kvUsed;
    }

    /// The newest of those with the highest priority number.
    private Sequence leastUrgent() {
        Sequence found = running.getLast();
        for (int i = running.size() - 2; i >= 0; i--) {
            found = running.get(i).priority() > found.priority() ? running.get(i) : found;
        }
        return found;
    }

    private void preempt(Sequence sequence) {
        release(sequence);
        sequence.state = Sequence.State.WAITING;
        waiting.addFirst(sequence);
        preemptions++;
    }

    /// Works through prompts: of equal priority those under way first, then newly admitted ones.
    private long prefill(int budget, List<Sequence> advanced) {
        List<Sequence> underWay = new ArrayList<>(2);
        for (Sequence sequence : running) {
            if (sequence.toPrefill > 0) {
                underWay.add(sequence);
            }
        }
        underWay.sort(Comparator.comparingInt(Sequence::priority));
        long left = budget;
        int next = 0;
        while (left > 0) {
            Sequence begun = next < underWay.size() ? underWay.get(next) : null;
            Sequence head = waiting.first();
            if (head != null
                    && (begun == null || head.priority() < begun.priority())
                    && fits(head)) {
                waiting.remove(head);
                begin(head);
                left -= chunk(head, left, advanced);
            } else if (begun != null) {
                left -= chunk(begun, left, advanced);
                next++;
            } else {
                break;
            }
        }
        return budget - left;
    }

    private void begin(Sequence sequence) {
        sequence.state = Sequence.State.RUNNING;
        running.add(sequence);
        hold(sequence, sequence.context() + 1);
        // At least one token: the last one of a prompt is always computed.
        sequence.toPrefill = (int) Math.max(1, sequence.context() - sequence.cachedTokens());
    }

    private static long chunk(Sequence sequence, long left, List<Sequence> advanced) {
        long done = Math.min(left, sequence.toPrefill);
        sequence.toPrefill -= (int) done;
        if (sequence.toPrefill == 0) {
            advanced.add(sequence);
        }
        return done;
    }

    private boolean fits(Sequence head) {
        if (running.size() + neighbour.sequences() >= profile.sequences()) {
            return false;
        }
        long free = kvFree() - head.context() - 1;
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
