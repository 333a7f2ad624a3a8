package dev.fleetward.core.call.chat;

/// One step of a streamed answer.
public sealed interface ChatEvent {
    /// The answer is whole.
    record Ended() implements ChatEvent {}
}
