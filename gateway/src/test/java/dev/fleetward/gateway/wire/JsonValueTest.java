package dev.fleetward.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonValueTest {
    @Test
    void givesObjectsAndArraysBackAsTheyWereRead() throws JsonValue.Malformed {
        String text = "{ \"ü\" : [1.50, {\"b\":\"\\u0041😀\"} , 1e2], \"c\": {} }";
        byte[] padded = ("data: " + text + "\n\n").getBytes(StandardCharsets.UTF_8);

        JsonValue json = JsonValue.parse(padded, 6, padded.length - 8);

        assertThat(json.raw()).isEqualTo(text);
        assertThat(json.get("ü").raw()).isEqualTo("[1.50, {\"b\":\"\\u0041😀\"} , 1e2]");
        assertThat(json.get("ü").items().get(1).raw()).isEqualTo("{\"b\":\"\\u0041😀\"}");
        assertThat(json.get("ü").items().get(0).raw()).isEqualTo("1.50");
        assertThat(json.get("c").raw()).isEqualTo("{}");
    }

    @Test
    void findsNothingWhereThereIsNothing() throws JsonValue.Malformed {
        JsonValue json = JsonValue.parse("{\"a\":null,\"n\":9999999999999999999}");

        assertThat(json.get("a").isNull()).isTrue();
        assertThat(json.get("b").get("c").items()).isEmpty();
        assertThat(json.get("n").wholeNumber(-1)).isEqualTo(-1);
    }

    @Test
    void refusesWhatIsNotOneValueAndNeverQuotesIt() {
        for (String text :
                new String[] {
                    "",
                    "{",
                    "{\"secret\":}",
                    "secret",
                    "{} {}",
                    "[1,]",
                    "{\"a\":1,\"a\":2}",
                    "\"\u0001\"",
                    "[".repeat(100_000)
                }) {
            assertThatThrownBy(() -> JsonValue.parse(text))
                    .as(text.length() > 40 ? "deep" : text)
                    .isInstanceOf(JsonValue.Malformed.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void writesEveryCharacterSoThatItIsReadAgain() throws JsonValue.Malformed {
        StringBuilder all = new StringBuilder("😀");
        for (int c = 0; c <= 0xffff; c += c < 0x3000 ? 1 : 97) {
            all.append((char) c);
        }
        String text = new JsonText().string(all.toString()).toString();

        assertThat(JsonValue.parse(text).text()).isEqualTo(all.toString());
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void writesHalfASurrogatePairAsAnEscape() {
        assertThat(new JsonText().string("a\ud83d").toString()).isEqualTo("\"a\\ud83d\"");
    }

    @Test
    void placesCommasAndNumbers() {
        JsonText out = new JsonText().object().name("a").array().number(1).number(0.5).number(2.0);
        out.endArray().name("b").object().endObject().name("c").string(null).endObject();

        assertThat(out.toString()).isEqualTo("{\"a\":[1,0.5,2],\"b\":{},\"c\":null}");
    }
}
