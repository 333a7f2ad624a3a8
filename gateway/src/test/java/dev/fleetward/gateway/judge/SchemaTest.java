package dev.fleetward.gateway.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.gateway.wire.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
    private static Fit fit(String schema, String value) {
        try {
            return new Schema(JsonValue.parse(schema)).fit(JsonValue.parse(value));
        } catch (JsonValue.Malformed e) {
            throw new IllegalArgumentException(schema + " " + value, e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | 1 | FITS",
                "false | 1 | MISFITS",
                "{} | 1 | FITS",
                "{\"type\":\"integer\"} | 1.0 | FITS",
                "{\"type\":\"integer\"} | 1e2 | FITS",
                "{\"type\":\"integer\"} | 1.5 | MISFITS",
                "{\"type\":[\"string\",\"null\"]} | null | FITS",
                "{\"type\":[\"string\",\"null\"]} | 1 | MISFITS",
                "{\"enum\":[1,\"a\",{\"b\":[2]}]} | {\"b\":[2.0]} | FITS",
                "{\"enum\":[1,\"a\"]} | \"b\" | MISFITS",
                "{\"const\":null} | null | FITS",
                "{\"properties\":{\"a\":{\"type\":\"string\"}}} | {\"a\":1} | MISFITS",
                "{\"properties\":{\"a\":{\"type\":\"string\"}}} | [1] | FITS",
                "{\"required\":[\"a\",\"b\"]} | {\"a\":1} | MISFITS",
                "{\"properties\":{\"a\":{}},\"additionalProperties\":false} | {\"b\":1} | MISFITS",
                "{\"additionalProperties\":{\"type\":\"string\"}} | {\"b\":\"x\"} | FITS",
                "{\"minProperties\":1} | {} | MISFITS",
                "{\"items\":{\"type\":\"string\"}} | [\"a\",1] | MISFITS",
                "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false} | [\"a\"] | FITS",
                "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false} | [\"a\",1] | MISFITS",
                "{\"minItems\":2} | [1] | MISFITS",
                "{\"uniqueItems\":true} | [1,1.0] | MISFITS",
                "{\"uniqueItems\":true} | [1,\"1\"] | FITS",
                "{\"minimum\":3} | 2.999 | MISFITS",
                "{\"exclusiveMaximum\":3} | 3 | MISFITS",
                "{\"multipleOf\":0.1} | 0.3 | FITS",
                "{\"minLength\":2} | \"😀\" | MISFITS",
                "{\"maxLength\":1} | \"😀\" | FITS",
                "{\"anyOf\":[{\"type\":\"string\"},{\"minimum\":3}]} | 2 | MISFITS",
                "{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"}]} | 2 | MISFITS",
                "{\"allOf\":[{\"type\":\"number\"},{\"maximum\":1}]} | 2 | MISFITS",
                "{\"not\":{\"type\":\"string\"}} | \"a\" | MISFITS",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"string\"}}} | 1 | MISFITS",
                "{\"properties\":{\"n\":{\"$ref\":\"#\"}},\"required\":[\"v\"]} | {\"v\":1,\"n\":{}} | MISFITS",
                "{\"$defs\":{\"a/b~c\":{\"type\":\"null\"}},\"$ref\":\"#/$defs/a~1b~0c\"} | 1 | MISFITS",
            })
    void holdsAValueAgainstItsSchema(String schema, String value, Fit fit) {
        assertThat(fit(schema, value)).isEqualTo(fit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"pattern\":\"^a\"} | \"b\"",
                "{\"format\":\"email\"} | \"b\"",
                "{\"not\":{\"pattern\":\"^a\"}} | \"b\"",
                "{\"patternProperties\":{\"^x\":{}},\"additionalProperties\":false} | {\"x\":1}",
                "{\"if\":{\"type\":\"string\"},\"then\":false} | \"b\"",
                "{\"contains\":{\"type\":\"string\"}} | [1]",
                "{\"$ref\":\"https://example.com/schema\"} | 1",
                "{\"$ref\":\"#/$defs/missing\"} | 1",
                "{\"$ref\":\"#\"} | 1",
                "{\"type\":\"float\"} | 1",
                "{\"required\":true} | {}",
                "{\"items\":[{\"type\":\"string\"}]} | [1]",
                "{\"type\":\"string\",\"nullable\":true} | null",
                "{\"oneOf\":[{\"type\":\"string\"},{\"pattern\":\"^a\"}]} | \"b\"",
                "{\"minimum\":1} | 1e999999999",
                "7 | 1",
            })
    void leavesAloneWhatItDoesNotJudge(String schema, String value) {
        assertThat(fit(schema, value)).isEqualTo(Fit.UNJUDGED);
    }

    @Test
    void whatIsNotJudgedHidesNoMisfit() {
        assertThat(fit("{\"pattern\":\"^a\",\"maxLength\":1}", "\"abc\"")).isEqualTo(Fit.MISFITS);
        assertThat(fit("{\"anyOf\":[{\"pattern\":\"^a\"},true]}", "\"b\"")).isEqualTo(Fit.FITS);
    }

    @Test
    void untilDraft7NothingStandsBesideAReference() {
        String schema =
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$ref\":\"#/d\",\"type\":\"null\",\"d\":{}}";
        assertThat(fit(schema, "1")).isEqualTo(Fit.FITS);
        assertThat(fit(schema.replace("draft-07", "2020-12"), "1")).isEqualTo(Fit.MISFITS);
    }

    @Test
    void aSchemaThatWouldTakeTooManyStepsIsNotJudged() {
        // Each level doubles the work.
        StringBuilder schema = new StringBuilder("{\"$ref\":\"#/d/0\",\"d\":[");
        for (int level = 0; level < 40; level++) {
            schema.append("{\"anyOf\":[{\"$ref\":\"#/d/")
                    .append(level + 1)
                    .append("\"},{\"$ref\":\"#/d/")
                    .append(level + 1)
                    .append("\"}]},");
        }
        schema.append("false]}");
        assertThat(fit(schema.toString(), "1")).isEqualTo(Fit.UNJUDGED);
    }

    @Test
    void manyItemsThatMustDifferAreNotComparedForEver() {
        StringBuilder items = new StringBuilder("[0");
        for (int i = 1; i < 20_000; i++) {
            items.append(',').append(i);
        }
        assertThat(fit("{\"uniqueItems\":true}", items + "]")).isEqualTo(Fit.UNJUDGED);
    }
}
