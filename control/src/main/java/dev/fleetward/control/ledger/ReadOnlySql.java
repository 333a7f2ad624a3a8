package dev.fleetward.control.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Lets one `SELECT` over the ledger's tables pass and nothing else. The engine's own parser
/// decides, so there is no second opinion to get around; what runs then runs in a read-only
/// transaction of an engine that has no access to files. Stateless.
final class ReadOnlySql {
    /// Longer queries are refused.
    private static final int MAX_LENGTH = 20_000;

    /// The table functions that read nothing but their arguments.
    private static final Set<String> TABLE_FUNCTIONS =
            Set.of("range", "generate_series", "unnest", "repeat", "histogram_values");

    /// Scalar functions with effects beyond the query or a look beyond the data.
    private static final Set<String> FORBIDDEN_FUNCTIONS =
            Set.of("write_log", "getenv", "nextval", "setseed", "current_setting", "query");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadOnlySql() {}

    static void check(Connection connection, String query) throws SQLException, QueryRefused {
        if (query.length() > MAX_LENGTH) {
            throw new QueryRefused("the query is longer than " + MAX_LENGTH + " characters");
        }
        JsonNode parsed = parse(connection, query);
        if (parsed.path("error").asBoolean(true)) {
            throw new QueryRefused(
                    parsed.path("error_message").asString("the query could not be read"));
        }
        if (parsed.path("statements").size() != 1) {
            throw new QueryRefused("exactly one SELECT statement is answered");
        }
        checkNode(parsed.path("statements").path(0));
    }

    private static JsonNode parse(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR")) {
            statement.setString(1, query);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return JSON.readTree(result.getString(1));
            }
        }
    }

    private static void checkNode(JsonNode node) throws QueryRefused {
        if (node.isObject()) {
            String type = node.path("type").asString("");
            String function = node.path("function_name").asString("");
            if (type.equals("TABLE_FUNCTION")) {
                function = node.path("function").path("function_name").asString("");
                if (!TABLE_FUNCTIONS.contains(function)) {
                    throw new QueryRefused("the function " + function + " is not available here");
                }
            }
            if (FORBIDDEN_FUNCTIONS.contains(function)) {
                throw new QueryRefused("the function " + function + " is not available here");
            }
        }
        for (JsonNode child : node) {
            checkNode(child);
        }
    }
}
