package dev.fleetward.testbed.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Arrivals in the order of time. Immutable.
public record Trace(List<Row> rows) {
    /// @param atNanos since the first arrival
    /// @param client whose call it is; empty if the trace does not say
    public record Row(long atNanos, String client, int inputTokens, int outputTokens) {}

    public Trace {
        rows = List.copyOf(rows);
    }

    /// Reads `TIMESTAMP,ContextTokens,GeneratedTokens` (the Azure traces) or
    /// `arrival_s,client,input_tokens,output_tokens`.
    ///
    /// @param limit rows to read at most
    /// @throws IllegalArgumentException naming the line that is neither
    public static Trace read(Path file, int limit) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String header = reader.readLine();
            RowForm form = RowForm.of(header == null ? "" : header.strip());
            List<Row> rows = new ArrayList<>();
            int lineNumber = 1;
            for (String line = reader.readLine();
                    line != null && rows.size() < limit;
                    line = reader.readLine()) {
                lineNumber++;
                if (!line.isBlank()) {
                    rows.add(row(form, line.strip(), lineNumber));
                }
            }
            return of(rows);
        }
    }

    /// A trace whose times count from its earliest arrival.
    public static Trace of(List<Row> rows) {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort((a, b) -> Long.compare(a.atNanos, b.atNanos));
        long first = sorted.isEmpty() ? 0 : sorted.getFirst().atNanos;
        sorted.replaceAll(
                row -> new Row(row.atNanos - first, row.client, row.inputTokens, row.outputTokens));
        return new Trace(sorted);
    }

    private static Row row(RowForm form, String line, int lineNumber) {
        try {
            return form.row(line.split(",", -1));
        } catch (RuntimeException broken) {
            throw new IllegalArgumentException(
                    "line " + lineNumber + ": \"" + line + "\" (expected: " + form.columns() + ")",
                    broken);
        }
    }
}
