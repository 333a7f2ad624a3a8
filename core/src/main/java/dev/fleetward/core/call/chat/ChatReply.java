package dev.fleetward.core.call.chat;

/// A whole, unstreamed answer.
public record ChatReply() {}
