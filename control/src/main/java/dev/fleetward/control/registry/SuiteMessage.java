package dev.fleetward.control.registry;

import java.util.Locale;

/// One message of a conversation. Immutable.
@Doc("A message.")
public record SuiteMessage(@Doc("Who says it.") Role role, @Doc("What is said.") Passage content) {
    /// Who speaks.
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT;

        /// The name on the wire.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
