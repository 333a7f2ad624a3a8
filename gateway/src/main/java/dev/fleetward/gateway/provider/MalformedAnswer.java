package dev.fleetward.gateway.provider;

/// An answer, or an event of one, that is not what its dialect promises. The message says what was
/// expected and never quotes the answer.
public final class MalformedAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedAnswer(String message) {
        super(message, null, false, false);
    }
}
