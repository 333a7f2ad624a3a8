package dev.fleetward.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private final Connection connection;
    private final Map<String, String> scripts = new HashMap<>();

    MigrationsTest() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        scripts.put(
                "0001-first", "CREATE TABLE a (x BIGINT);\n\n-- More.\nCREATE TABLE b (x TEXT);\n");
        scripts.put(
                "0002-second", "INSERT INTO a (x) VALUES (7);\nALTER TABLE a ADD COLUMN y TEXT;\n");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void apply(String... names) throws SQLException {
        Migrations.apply(
                connection, 0, List.of(names), name -> scripts.getOrDefault(name, "nonsense;\n"));
    }

    private List<Long> rows() throws SQLException {
        return new Transaction(connection).list("SELECT x FROM a", row -> row.number("x"));
    }

    @Test
    void runsEachScriptOnce() throws SQLException {
        apply("0001-first");
        apply("0001-first", "0002-second");
        apply("0001-first", "0002-second");
        assertThat(rows()).containsExactly(7L);
    }

    @Test
    void refusesADatabaseOfALaterVersion() throws SQLException {
        apply("0001-first", "0002-second");
        assertThatThrownBy(() -> apply("0001-first"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("later version")
                .hasMessageContaining("0002-second");
    }

    @Test
    void refusesAScriptThatWasEdited() throws SQLException {
        apply("0001-first");
        scripts.put("0001-first", "CREATE TABLE c (x BIGINT);\n");
        assertThatThrownBy(() -> apply("0001-first"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("another script 0001-first");
    }

    @Test
    void aScriptThatFailsLeavesNothing() throws SQLException {
        apply("0001-first");
        scripts.put("0002-second", "INSERT INTO a (x) VALUES (7);\nSELECT nonsense;\n");
        assertThatThrownBy(() -> apply("0001-first", "0002-second"))
                .isInstanceOf(SQLException.class);
        assertThat(rows()).isEmpty();
        scripts.put("0002-second", "INSERT INTO a (x) VALUES (8);\n");
        apply("0001-first", "0002-second");
        assertThat(rows()).containsExactly(8L);
    }
}
