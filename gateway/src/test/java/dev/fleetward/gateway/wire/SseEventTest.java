package dev.fleetward.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SseEventTest {
    private final SseEvent event = new SseEvent();

    @Test
    void findsNameAndDataInEitherOrderAndSpelling() {
        assertThat(data("event: ping\ndata: {}\n\n")).isEqualTo("{}");
        assertThat(event.nameIs(utf8("ping"))).isTrue();
        assertThat(data("data:{}\r\nevent:ping\r\n\r\n")).isEqualTo("{}");
        assertThat(event.nameIs(utf8("ping"))).isTrue();
        assertThat(event.nameIs(utf8("pin"))).isFalse();
        assertThat(data("data:  two spaces\n\n")).isEqualTo(" two spaces");
        assertThat(event.isNamed()).isFalse();
    }

    @Test
    void joinsSeveralLinesOfData() {
        assertThat(data("data: {\ndata: \"a\":1\r\nid: 3\ndata\ndata: }\n\n"))
                .isEqualTo("{\n\"a\":1\n\n}");
    }

    @Test
    void hasNoDataInCommentsAndOtherFields() {
        for (String frame :
                new String[] {
                    ": hi\n\n",
                    "\n",
                    "\r\n",
                    "data\n\n",
                    "data: \n\n",
                    "datum: 1\n\n",
                    "event: x\n\n"
                }) {
            assertThat(data(frame)).as(frame).isEmpty();
            assertThat(event.hasData()).as(frame).isFalse();
        }
    }

    @Test
    void looksPastAByteOrderMark() {
        assertThat(data("\uFEFFdata: 1\n\n")).isEqualTo("1");
    }

    @Test
    void forgetsTheEventBefore() {
        data("event: a\ndata: 1\ndata: 2\n\n");
        assertThat(data(": nothing\n\n")).isEmpty();
        assertThat(event.isNamed()).isFalse();
    }

    private String data(String frame) {
        byte[] padded = utf8("xx" + frame + "data: not mine\n\n");
        event.read(padded, 2, utf8(frame).length);
        return new String(event.data(), event.dataOffset(), event.dataLength(), UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
