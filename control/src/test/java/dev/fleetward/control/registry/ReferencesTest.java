package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Bounds;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReferencesTest {
    private static final JsonNode SCHEMA = JsonMapper.shared().readTree(JsonSchema.text());

    private static List<String> violations(String yaml) {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        List<String> found = new ArrayList<>();
        check(SCHEMA, JsonMapper.shared().valueToTree(value), "", found);
        return found;
    }

    /// The part of JSON Schema that the generated schema uses.
    private static void check(JsonNode schema, JsonNode value, String path, List<String> found) {
        JsonNode either = schema.path("anyOf");
        if (either.isArray()) {
            for (JsonNode option : either) {
                List<String> inOption = new ArrayList<>();
                check(option, value, path, inOption);
                if (inOption.isEmpty()) {
                    return;
                }
            }
            found.add(path + ": none of anyOf");
            return;
        }
        JsonNode type = schema.path("type");
        boolean typed =
                type.isArray()
                        ? type.valueStream().anyMatch(one -> is(value, one.asString()))
                        : is(value, type.asString());
        if (!typed) {
            found.add(path + ": not " + type);
            return;
        }
        String pattern = schema.path("pattern").asString("");
        if (value.isString() && !Pattern.compile(pattern).matcher(value.asString()).find()) {
            found.add(path + ": not like " + pattern);
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            found.add(path + ": none of " + schema.get("enum"));
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString())) {
                found.add(path + ": lacks " + required.asString());
            }
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String memberPath = path + "/" + member.getKey();
            JsonNode property = schema.path("properties").path(member.getKey());
            JsonNode others = schema.path("additionalProperties");
            if (property.isObject()) {
                check(property, member.getValue(), memberPath, found);
            } else if (others.isObject()) {
                check(others, member.getValue(), memberPath, found);
            } else {
                found.add(memberPath + ": unknown");
            }
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), path + "/" + i, found);
            }
        }
    }

    private static boolean is(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new AssertionError("the schema uses the type " + type);
        };
    }

    @Test
    void theSchemaTakesGoodFiles() {
        assertThat(violations(Configs.GOOD)).isEmpty();
        assertThat(violations(Registry.starterFile("ab".repeat(32)))).isEmpty();
    }

    @Test
    void theSchemaFindsWhatEditorsShouldMark() {
        assertThat(violations("bananas: 1")).containsExactly("/bananas: unknown");
        assertThat(violations("pools: { p: { accounting: x } }"))
                .singleElement()
                .asString()
                .startsWith("/pools/p/accounting: none of");
        assertThat(violations("owners: { o: {} }")).containsExactly("/owners/o: lacks contact");
        assertThat(violations("events: { sync: 5 }")).isNotEmpty();
        assertThat(violations("providers: { p: { dialect: openai, url: x, credential: sk-1 } }"))
                .hasSize(2);
    }

    @Test
    void everyKeyHasItsLineInTheReference() {
        String page = ConfigReference.markdown();
        everyKey(FleetConfig.class, page);
        assertThat(page)
                .contains("## `features.NAME.shares.NAME`", "## `routes.NAME.endpoints[]`")
                .contains("| `requestsPerMinute` | count | – | Requests per minute. | `500` |")
                .contains("| `class` | one of interactive, standard, batch, background |");
    }

    private static void everyKey(Class<? extends Record> type, String page) {
        for (Field field : Field.of(type)) {
            assertThat(field.doc().value()).as(type + "." + field.key()).endsWith(".");
            assertThat(page).contains("| `" + field.key() + "` | ");
            if (field.shape() instanceof Field.Shape.One one && !field.doc().example().isEmpty()) {
                assertThat(one.scalar().read().apply(field.doc().example())).isNotNull();
            }
            if (field.shape() instanceof Field.Shape.Parts parts) {
                everyKey(parts.type(), page);
            } else if (field.shape() instanceof Field.Shape.Named(Field.Shape.Parts parts)) {
                everyKey(parts.type(), page);
            } else if (field.shape() instanceof Field.Shape.Listed(Field.Shape.Parts parts)) {
                everyKey(parts.type(), page);
            }
        }
    }

    @Test
    void everyBoundOfTheDataPathIsALimitOfItsOwn() throws ReflectiveOperationException {
        List<Field> limits = Field.of(LimitsConfig.class);
        RecordComponent[] bounds = Bounds.class.getRecordComponents();
        assertThat(limits).hasSize(bounds.length);
        for (int i = 0; i < bounds.length; i++) {
            Field limit = limits.get(i);
            String other = other(limit.doc().orElse());
            Bounds moved =
                    Configs.loaded("limits: { " + limit.key() + ": " + other + " }")
                            .snapshot()
                            .bounds();
            for (RecordComponent bound : bounds) {
                boolean same =
                        bound.getAccessor()
                                .invoke(moved)
                                .equals(bound.getAccessor().invoke(Bounds.DEFAULT));
                assertThat(same)
                        .as(limit.key() + " and " + bound.getName())
                        .isEqualTo(bound != bounds[i]);
            }
            assertThat(LimitsReference.markdown(List.of())).contains("| `" + limit.key() + "` | ");
        }
    }

    /// A sound value near the default.
    private static String other(String value) {
        return (char) (value.charAt(0) + 1) + value.substring(1);
    }
}
