package dev.fleetward.control.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;

/// The query behind the memory of which model answers where. Stateless.
final class ServedSql {
    /// Rows that are read; the newest stay.
    static final int MOST_ROWS = 200_000;

    private ServedSql() {}

    static String served(Instant from) {
        return String.format(
                Locale.ROOT,
                """
                SELECT coalesce(provider, '') AS provider, account, endpoint, region_asked,
                    region_served, model_sent, model_served, fingerprint,
                    epoch_us(accepted_at) // 3600000000 AS hour,
                    count(*) AS calls,
                    arg_min(call_id, accepted_at) AS first_call,
                    min(epoch_us(accepted_at)) AS first_micros,
                    max(epoch_us(accepted_at)) AS last_micros
                FROM events
                WHERE endpoint IS NOT NULL AND model_sent IS NOT NULL AND accepted_at >= %1$s
                    AND (model_served IS NOT NULL OR region_served IS NOT NULL
                        OR fingerprint IS NOT NULL)
                GROUP BY ALL
                ORDER BY first_micros DESC LIMIT %2$d
                """,
                EventColumn.literal(from),
                MOST_ROWS);
    }

    private static final String CALL =
            """
            SELECT coalesce(provider, '') AS provider, account, endpoint, region_asked,
                region_served, model_sent, model_served, fingerprint, call_id, request_id,
                feature, route, fallback_of, epoch_us(accepted_at) AS accepted_micros
            FROM events WHERE endpoint IS NOT NULL AND model_sent IS NOT NULL
            """;

    static String last() {
        return CALL
                + "AND region_served IS NOT NULL AND accepted_at >="
                + " (SELECT max(accepted_at) FROM events) - INTERVAL 10 MINUTE"
                + " ORDER BY accepted_at DESC LIMIT "
                + MOST_ROWS;
    }

    /// @param requests how many are asked for
    static String requests(int requests) {
        return CALL
                + "AND request_id IN ("
                + String.join(", ", Collections.nCopies(requests, "?"))
                + ") ORDER BY accepted_at";
    }

    static ServedCall call(ResultSet found) throws SQLException {
        return new ServedCall(
                found.getString("provider"),
                found.getString("account"),
                found.getString("endpoint"),
                found.getString("region_asked"),
                found.getString("region_served"),
                found.getString("model_sent"),
                found.getString("model_served"),
                found.getString("fingerprint"),
                found.getString("call_id"),
                found.getString("request_id"),
                found.getString("feature"),
                found.getString("route"),
                found.getString("fallback_of"),
                found.getLong("accepted_micros"));
    }

    static ServedRow row(ResultSet found) throws SQLException {
        return new ServedRow(
                found.getString("provider"),
                found.getString("account"),
                found.getString("endpoint"),
                found.getString("region_asked"),
                found.getString("region_served"),
                found.getString("model_sent"),
                found.getString("model_served"),
                found.getString("fingerprint"),
                found.getLong("hour"),
                found.getLong("calls"),
                found.getString("first_call"),
                found.getLong("first_micros"),
                found.getLong("last_micros"));
    }
}
