package dev.fleetward.control.incident;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ledger, asked in SQL that only reads. Thread-safe; may block.
@FunctionalInterface
public interface LedgerRows {
    /// The rows of the answer, as many as the ledger gives to one question.
    ///
    /// @throws IOException where the ledger does not answer now
    List<List<@Nullable Object>> of(String query) throws IOException;
}
