package dev.fleetward.core.call.chat;

/// Whether the model must, may or must not ask for tools. Immutable.
public sealed interface ToolChoice {
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    /// Some tool, whichever.
    record Required() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}

    /// Whether the model is forced to ask for a tool.
    default boolean forces() {
        return this instanceof Required || this instanceof Named;
    }
}
