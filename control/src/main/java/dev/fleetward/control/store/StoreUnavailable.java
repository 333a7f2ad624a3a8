package dev.fleetward.control.store;

import java.io.IOException;

/// Nothing was written or read, for the file gives trouble. Trying again later may help.
public final class StoreUnavailable extends IOException {
    private static final long serialVersionUID = 1L;

    StoreUnavailable(String message) {
        super(message);
    }

    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
