package dev.fleetward.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.gateway.wire.JsonBody.Edit;
import dev.fleetward.gateway.wire.JsonBody.Kind;
import dev.fleetward.gateway.wire.JsonBody.Malformed;
import dev.fleetward.gateway.wire.JsonBody.Member;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static final int DEPTH = 256;

    @Test
    void findsEveryTopLevelMember() throws Malformed {
        JsonBody body =
                parse(
                        """
                        { "model" : "gp\\u0074" ,"stream":true, "n":-2,"x":1.5e3 ,
                          "messages":[ {"role":"user","content":"hé"} , "b" ],"o":{},"z":null }
                        """);

        assertThat(body.members())
                .extracting(Member::name)
                .containsExactly("model", "stream", "n", "x", "messages", "o", "z");
        assertThat(body.members())
                .extracting(Member::kind)
                .containsExactly(
                        Kind.STRING,
                        Kind.TRUE,
                        Kind.NUMBER,
                        Kind.NUMBER,
                        Kind.ARRAY,
                        Kind.OBJECT,
                        Kind.NULL);
        assertThat(body.members())
                .extracting(member -> text(body, member))
                .containsExactly(
                        "\"gp\\u0074\"",
                        "true",
                        "-2",
                        "1.5e3",
                        "[ {\"role\":\"user\",\"content\":\"hé\"} , \"b\" ]",
                        "{}",
                        "null");
        assertThat(body.string(member(body, "model"))).isEqualTo("gpt");
        assertThat(body.integer(member(body, "n"))).isEqualTo(-2);
        assertThat(body.integer(member(body, "x"))).isEqualTo(JsonBody.NO_INTEGER);
        assertThat(body.integer(member(body, "model"))).isEqualTo(JsonBody.NO_INTEGER);
    }

    @Test
    void countsTextElementsNumbersAndImages() throws Malformed {
        String base64 = "iVBORw0KGgo".repeat(40);
        JsonBody body =
                parse(
                        """
                        {"messages":[
                          {"role":"user","content":[
                            {"type":"text","text":"12345"},
                            {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}},
                            {"type":"image","source":{"type":"base64","data":"%s"}}]},
                          {"role":"user","content":"image"}],
                         "prompt":[[1,2],[3]],"input":"abcdé"}
                        """
                                .formatted(base64, base64));

        Member messages = member(body, "messages");
        assertThat(messages.elements()).isEqualTo(2);
        assertThat(messages.images()).isEqualTo(2);
        // user text 12345 image_url image base64 user image
        assertThat(messages.textBytes()).isEqualTo(4 + 4 + 5 + 9 + 5 + 6 + 4 + 5);
        assertThat(member(body, "prompt").numbers()).isEqualTo(3);
        assertThat(member(body, "input").textBytes()).isEqualTo(6);
    }

    @Test
    void replacesAndAddsWhileEveryOtherByteStays() throws Malformed {
        JsonBody body = parse("{\"a\": 1.0 ,\n \"b\":\"x\\/y\", \"c\" : {\"d\":[ ]}\t}\n");

        assertThat(edited(body, new Edit("b", utf8("\"z\""))))
                .isEqualTo("{\"a\": 1.0 ,\n \"b\":\"z\", \"c\" : {\"d\":[ ]}\t}\n");
        assertThat(edited(body, new Edit("e", utf8("true")), new Edit("c", utf8("[]"))))
                .isEqualTo("{\"a\": 1.0 ,\n \"b\":\"x\\/y\", \"c\" : [],\"e\":true\t}\n");
        assertThat(edited(parse(" { } "), new Edit("a", utf8("1")), new Edit("b", utf8("2"))))
                .isEqualTo(" {\"a\":1,\"b\":2 } ");
        assertThat(body.with(List.of())).isSameAs(body.bytes());
    }

    @Test
    void editsAnObjectWithinTheBody() throws Malformed {
        JsonBody body = parse("{\"o\":{ \"x\":1, \"y\" :false },\"z\":2}");
        JsonBody inner = Objects.requireNonNull(body.object(member(body, "o")));

        byte[] value = inner.with(List.of(new Edit("y", utf8("true"))));

        assertThat(edited(body, new Edit("o", value)))
                .isEqualTo("{\"o\":{ \"x\":1, \"y\" :true },\"z\":2}");
        assertThat(body.object(member(body, "z"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a\"",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":[\"\n\"]}",
                "{\"a\":\"b}",
                "{\"a\":[\"b]}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1}/**/",
                "\uFEFF{}"
            })
    void refusesWhatIsNotOneSoundObject(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(Malformed.class)
                .hasMessageMatching("invalid JSON at byte \\d+ \\(expected: .+\\)");
    }

    @Test
    void refusesBytesThatAreNotUtf8WhereverTheyStand() {
        int[][] illFormed = {
            {0x80},
            {0xC0, 0x80},
            {0xC3},
            {0xE0, 0x80, 0x80},
            {0xED, 0xA0, 0x80},
            {0xF0, 0x8F, 0xBF, 0xBF},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF8, 0x88, 0x80, 0x80},
            {0xFF},
            {0x00}
        };
        for (int[] sequence : illFormed) {
            byte[] bytes = utf8("{\"a\":[{\"b\":\"1234567________89\"}]}");
            for (int i = 0; i < sequence.length; i++) {
                bytes[20 + i] = (byte) sequence[i];
            }
            assertThatThrownBy(() -> JsonBody.parse(bytes, DEPTH))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("invalid JSON at byte 20 (expected: text in UTF-8)");
        }
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            assertThatThrownBy(() ->
                            JsonBody.parse("{\"a\":1}".getBytes(Charset.forName(charset)), DEPTH))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void acceptsUtf8OfEveryLength() throws Malformed {
        String text = "a\u0080é\u07FF\u0800€\uFFFD\uD83D\uDE00\uDBFF\uDFFF";
        JsonBody body = parse("{\"a\":\"" + text + "\"}");

        assertThat(body.string(member(body, "a"))).isEqualTo(text);
        assertThat(member(body, "a").textBytes()).isEqualTo(utf8(text).length);
    }

    @Test
    void refusesDepthAboveTheBoundAndCostsNoStack() throws Malformed {
        assertThat(parse(nested(DEPTH - 1)).members()).hasSize(1);
        assertThatThrownBy(() -> parse(nested(DEPTH)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("nesting of at most 256 levels");
        assertThatThrownBy(() -> parse(nested(10_000))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> parse("{\"a\":" + "{\"a\":".repeat(10_000)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void refusesMoreMembersThanTheBound() throws Malformed {
        assertThat(parse(wide(JsonBody.MAX_MEMBERS)).members()).hasSize(JsonBody.MAX_MEMBERS);
        assertThatThrownBy(() -> parse(wide(JsonBody.MAX_MEMBERS + 1)))
                .hasMessageContaining("at most 256 members");
    }

    @Test
    void survivesHugeNumbers() throws Malformed {
        JsonBody body =
                parse("{\"n\":" + "9".repeat(400) + ",\"m\":1e999999,\"k\":123456789012345678}");

        assertThat(body.integer(member(body, "n"))).isEqualTo(JsonBody.NO_INTEGER);
        assertThat(body.integer(member(body, "m"))).isEqualTo(JsonBody.NO_INTEGER);
        assertThat(body.integer(member(body, "k"))).isEqualTo(123_456_789_012_345_678L);
        assertThatThrownBy(() -> parse("{\"n\":" + "9".repeat(100_000) + "}"))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void saysNothingOfTheBodyInItsMessages() {
        for (String broken :
                List.of(
                        "{\"a\":secret}",
                        "{\"secret\":\"secret",
                        "{secret",
                        "{\"a\":\"\\secret\"}")) {
            assertThatThrownBy(() -> parse(broken)).hasMessageNotContaining("secret");
        }
    }

    private static JsonBody parse(String text) throws Malformed {
        return JsonBody.parse(utf8(text), DEPTH);
    }

    private static String edited(JsonBody body, Edit... edits) throws Malformed {
        byte[] bytes = body.with(List.of(edits));
        JsonBody.parse(bytes, DEPTH);
        return new String(bytes, UTF_8);
    }

    private static Member member(JsonBody body, String name) {
        return Objects.requireNonNull(body.member(name), name);
    }

    private static String text(JsonBody body, Member member) {
        return new String(body.bytes(), member.start(), member.length(), UTF_8);
    }

    private static String nested(int depth) {
        return "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    private static String wide(int members) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",").append("\"m").append(i).append("\":0");
        }
        return text.append('}').toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
