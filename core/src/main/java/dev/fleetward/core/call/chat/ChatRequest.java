package dev.fleetward.core.call.chat;

/// A request for a turn of a conversation.
public record ChatRequest() {}
