package dev.fleetward.control.likeness;

import dev.fleetward.core.snapshot.Endpoint;

/// Asks endpoints. Implementations are thread-safe and block.
@FunctionalInterface
interface Asker {
    Asked ask(Endpoint endpoint, Inquiry inquiry) throws InterruptedException;
}
