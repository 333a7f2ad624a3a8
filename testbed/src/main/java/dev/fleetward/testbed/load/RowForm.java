package dev.fleetward.testbed.load;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// The two forms of traces. Stateless.
enum RowForm {
    AZURE("TIMESTAMP,ContextTokens,GeneratedTokens") {
        @Override
        Trace.Row row(String[] cells) {
            LocalDateTime time = LocalDateTime.parse(cells[0].replace(' ', 'T'));
            long nanos = ChronoUnit.NANOS.between(EPOCH, time);
            return new Trace.Row(nanos, "", tokens(cells[1]), tokens(cells[2]));
        }
    },
    CLIENTS("arrival_s,client,input_tokens,output_tokens") {
        @Override
        Trace.Row row(String[] cells) {
            long nanos = new BigDecimal(cells[0]).movePointRight(9).longValue();
            return new Trace.Row(nanos, cells[1], tokens(cells[2]), tokens(cells[3]));
        }
    };

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private final String columns;

    RowForm(String columns) {
        this.columns = columns;
    }

    abstract Trace.Row row(String[] cells);

    String columns() {
        return columns;
    }

    static RowForm of(String header) {
        for (RowForm form : values()) {
            if (form.columns.equals(header)) {
                return form;
            }
        }
        throw new IllegalArgumentException(
                "header \""
                        + header
                        + "\" (expected: "
                        + AZURE.columns
                        + " or "
                        + CLIENTS.columns
                        + ")");
    }

    private static int tokens(String cell) {
        int tokens = Integer.parseInt(cell);
        if (tokens < 0) {
            throw new IllegalArgumentException(cell + " tokens (expected: 0 or more)");
        }
        return tokens;
    }
}
