package dev.fleetward.control.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a request asks: the parameters of its query or the members of its body, already held
/// against what its route takes. Immutable.
///
/// @param inPath what stands in the varying segments of the path
/// @param actor who asks, as they say themselves
record Question(Map<String, String> values, Map<String, String> inPath, String actor) {
    /// Who asks, where they do not say.
    static final String UNNAMED = "admin token";

    private static final int MAX_ACTOR = 100;
    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static Question of(
            AdminRoute route,
            String rawPath,
            @Nullable String rawQuery,
            byte[] body,
            @Nullable String actor)
            throws AdminFault {
        Map<String, String> values = query(rawQuery);
        accept(route.parameters(), values, "parameter");
        if (!route.members().isEmpty()) {
            Map<String, String> members = members(body);
            accept(route.members(), members, "member");
            values.putAll(members);
        }
        Map<String, String> inPath = route.match(rawPath);
        return new Question(
                Map.copyOf(values), inPath == null ? Map.of() : inPath, presentable(actor));
    }

    private static String presentable(@Nullable String actor) {
        String name = actor == null ? "" : actor.replaceAll("[^ -~]", "").strip();
        return name.isEmpty() ? UNNAMED : name.substring(0, Math.min(name.length(), MAX_ACTOR));
    }

    /// What stands in the path in place of `{name}`.
    String inPath(String name) {
        String value = inPath.get(name);
        if (value == null) {
            throw new IllegalStateException("no {" + name + "} in the path of this route");
        }
        return value;
    }

    private static Map<String, String> query(@Nullable String rawQuery) throws AdminFault {
        Map<String, String> values = new HashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return values;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            try {
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (values.put(name, value) != null) {
                    throw AdminFault.badRequest("a parameter stands twice");
                }
            } catch (IllegalArgumentException notEncoded) {
                throw AdminFault.badRequest("the query is not percent-encoded as it should be");
            }
        }
        return values;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> members(byte[] body) throws AdminFault {
        JsonNode node;
        try {
            node = STRICT.readTree(body);
        } catch (JacksonException notJson) {
            throw AdminFault.badRequest("the body is not JSON, or a member stands twice");
        }
        if (!node.isObject()) {
            throw AdminFault.badRequest("the body is no JSON object");
        }
        Map<String, String> members = new HashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getValue().isValueNode()) {
                throw AdminFault.badRequest("a member is no single value");
            }
            members.put(member.getKey(), member.getValue().asString());
        }
        return members;
    }

    private static void accept(
            List<AdminRoute.Parameter> known, Map<String, String> values, String kind)
            throws AdminFault {
        List<String> names = known.stream().map(AdminRoute.Parameter::name).toList();
        if (!names.containsAll(values.keySet())) {
            throw AdminFault.badRequest("an unknown " + kind + " (expected: " + names + ")");
        }
        for (AdminRoute.Parameter parameter : known) {
            if (parameter.required() && values.getOrDefault(parameter.name(), "").isBlank()) {
                throw AdminFault.badRequest("the " + kind + " " + parameter.name() + " is missing");
            }
        }
    }

    @Nullable String text(String name) {
        return values.get(name);
    }

    String text(String name, String absent) {
        return values.getOrDefault(name, absent);
    }

    /// False where it is absent.
    boolean isTrue(String name) throws AdminFault {
        String value = values.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw AdminFault.badRequest(name + " (expected: true or false)");
        };
    }

    int number(String name, int least, int most, int absent) throws AdminFault {
        String value = values.get(name);
        if (value == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered like a number that is out of bounds.
        }
        throw AdminFault.badRequest(name + " (expected: a number, " + least + ".." + most + ")");
    }

    /// The time range of `from` and `to`; the last 24 hours where neither is given.
    Range range(Instant now) throws AdminFault {
        Instant to = instant("to", now);
        Instant from = instant("from", to.minus(Duration.ofDays(1)));
        if (!from.isBefore(to)) {
            throw AdminFault.badRequest("from is not before to");
        }
        return new Range(from, to);
    }

    /// From `from` on, until just before `to`.
    record Range(Instant from, Instant to) {}

    Instant instant(String name, Instant absent) throws AdminFault {
        String value = values.get(name);
        if (value == null) {
            return absent;
        }
        try {
            return value.indexOf('T') < 0
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(value);
        } catch (DateTimeParseException notATime) {
            throw AdminFault.badRequest(name + " (expected: 2026-01-31 or 2026-01-31T08:00:00Z)");
        }
    }
}
