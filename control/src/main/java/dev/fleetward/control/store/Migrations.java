package dev.fleetward.control.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The scripts that make the tables, `migrations/NNNN-name.sql`, each run once, in the order of its
/// number, in a transaction of its own that also records it in `schema_migration`. A script that
/// was released is never edited: what it made is changed by a further one. Stateless.
final class Migrations {
    /// Every script; a new one is added at the end.
    private static final List<String> SCRIPTS =
            List.of(
                    "0001-operations",
                    "0002-incidents",
                    "0003-probes",
                    "0004-breakers",
                    "0005-answering",
                    "0006-evaluations",
                    "0007-complaints-count",
                    "0008-deploys",
                    "0010-versions",
                    "0011-regions",
                    "0012-behaviour",
                    "0013-likeness");

    private static final String RECORD =
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                name TEXT PRIMARY KEY,
                script TEXT NOT NULL,
                applied_micros BIGINT NOT NULL
            )
            """;

    private Migrations() {}

    /// Brings the database to the newest state.
    ///
    /// @throws SQLException where it was made by a later version, or by a script that was edited
    static void apply(Connection connection, long wallMicros) throws SQLException {
        apply(connection, wallMicros, SCRIPTS, Migrations::script);
    }

    /// Where the text of a script comes from.
    @FunctionalInterface
    interface Source {
        String script(String name);
    }

    static void apply(Connection connection, long wallMicros, List<String> names, Source source)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(RECORD);
        }
        Transaction rows = new Transaction(connection);
        Map<String, String> applied = new HashMap<>();
        rows.list(
                "SELECT name, script FROM schema_migration",
                row -> applied.put(row.text("name"), row.text("script")));
        for (String name : names) {
            String script = source.script(name);
            String known = applied.remove(name);
            if (known == null) {
                run(connection, name, script, wallMicros);
            } else if (!known.equals(script)) {
                throw new SQLException("it was made by another script " + name);
            }
        }
        if (!applied.isEmpty()) {
            throw new SQLException(
                    "it was made by a later version, which knows " + applied.keySet());
        }
    }

    private static void run(Connection connection, String name, String script, long wallMicros)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                for (String one : script.split(";\\s*\\R")) {
                    if (!one.isBlank()) {
                        statement.execute(one);
                    }
                }
                new Transaction(connection)
                        .update(
                                "INSERT INTO schema_migration (name, script, applied_micros)"
                                        + " VALUES (?, ?, ?)",
                                name,
                                script,
                                wallMicros);
                statement.execute("COMMIT");
            } catch (SQLException failed) {
                statement.execute("ROLLBACK");
                throw failed;
            }
        }
    }

    private static String script(String name) {
        String resource = "migrations/" + name + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
