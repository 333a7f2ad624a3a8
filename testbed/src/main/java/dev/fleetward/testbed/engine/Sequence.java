package dev.fleetward.testbed.engine;

/// One call inside the engine. Written by the engine only; confined to the engine's thread.
public final class Sequence {
    /// Told at the end of each step that gave the sequence a token, and once for a sequence without
    /// output.
    public interface Listener {
        void advanced(Sequence sequence);
    }

    private final int promptTokens;
    private final int cachedTokens;
    private final int outputTokens;
    private final int priority;
    private final Listener listener;

    int generated;
    int toPrefill;
    long kvHeld;
    State state = State.NEW;

    /// Where a sequence is. NEW → WAITING (submit) → RUNNING (admission) → DONE (last token);
    /// RUNNING → WAITING (preemption); any but NEW → DONE (cancel).
    enum State {
        NEW,
        WAITING,
        RUNNING,
        DONE
    }

    /// @param promptTokens all input tokens
    /// @param cachedTokens those of them that need no prefill
    /// @param outputTokens how many tokens to generate; 0 for prefill only
    public Sequence(int promptTokens, int cachedTokens, int outputTokens, Listener listener) {
        this(promptTokens, cachedTokens, outputTokens, 0, listener);
    }

    /// @param promptTokens all input tokens
    /// @param cachedTokens those of them that need no prefill
    /// @param outputTokens how many tokens to generate; 0 for prefill only
    /// @param priority lower goes first, as vLLM's `priority`
    public Sequence(
            int promptTokens, int cachedTokens, int outputTokens, int priority, Listener listener) {
        this.promptTokens = promptTokens;
        this.cachedTokens = Math.clamp(cachedTokens, 0, promptTokens);
        this.outputTokens = outputTokens;
        this.priority = priority;
        this.listener = listener;
    }

    public int promptTokens() {
        return promptTokens;
    }

    public int cachedTokens() {
        return cachedTokens;
    }

    public int outputTokens() {
        return outputTokens;
    }

    public int priority() {
        return priority;
    }

    /// Tokens generated so far.
    public int generated() {
        return generated;
    }

    public boolean done() {
        return state == State.DONE;
    }

    public Listener listener() {
        return listener;
    }

    /// Tokens whose keys and values must be in memory to go on.
    long context() {
        return (long) promptTokens + generated;
    }
}
