package dev.fleetward.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fleetward.gateway.wire.JsonBody.Edit;
import dev.fleetward.gateway.wire.JsonBody.Member;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What holds for any bytes at all. The fuzz tests run their seeds here; with `JAZZER_FUZZ=1` in
/// the environment they look for new ones.
class WireFuzzTest {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_FRAME = 200;
    private static final int ROUNDS = 20_000;

    private static final String BODY =
            """
            {"model":"chat","messages":[{"role":"user","content":[{"type":"text","text":"h\\u00e9 é"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}], "n" : 2,
             "stream":true,"stream_options":{"include_usage":false},"temperature":1.5e-1,"stop":null}
            """;

    private static final String STREAM =
            "event: a\ndata: {\"x\":1}\n\n: c\r\n\r\ndata: é\ndata: 2\n\ndata: [DONE]\n\n";

    @FuzzTest
    void readsOrRefusesAnyBody(byte[] bytes) {
        readOrRefuse(bytes);
    }

    @FuzzTest
    void cutsAnyStreamTheSameWayHoweverItArrives(byte[] bytes) {
        cutTwice(bytes);
    }

    @Test
    void readsOrRefusesDamagedBodies() {
        long seed = new Random().nextLong();
        Mutation mutation = new Mutation(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutation.of(BODY.getBytes(UTF_8));
            try {
                read += readOrRefuse(bytes) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, UTF_8), e);
            }
        }
        assertThat(read).as("seed %d", seed).isBetween(ROUNDS / 100, ROUNDS / 2);
    }

    @Test
    void cutsDamagedStreamsTheSameWayHoweverTheyArrive() {
        long seed = new Random().nextLong();
        Mutation mutation = new Mutation(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutation.of(STREAM.getBytes(UTF_8));
            try {
                cutTwice(bytes);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, UTF_8), e);
            }
        }
    }

    private static boolean readOrRefuse(byte[] bytes) {
        JsonBody body;
        try {
            body = JsonBody.parse(bytes, MAX_DEPTH);
        } catch (JsonBody.Malformed e) {
            return false;
        }
        try {
            for (Member member : body.members()) {
                body.string(member);
                body.integer(member);
                body.object(member);
                assertThat(textOf(body, member)).isEqualTo(textOf(body, member).strip());
            }
            List<Edit> edits =
                    List.of(
                            new Edit("model", "\"m\"".getBytes(UTF_8)),
                            new Edit("added", "[1]".getBytes(UTF_8)));
            JsonBody edited = JsonBody.parse(body.with(edits), MAX_DEPTH);
            for (Member member : body.members()) {
                Member after = Objects.requireNonNull(edited.member(member.name()));
                if (!member.name().equals("model") && !member.name().equals("added")) {
                    assertThat(textOf(edited, after)).isEqualTo(textOf(body, member));
                }
            }
            return true;
        } catch (JsonBody.Malformed e) {
            // An object within may hold the same name twice; a body with an edit may not.
            assertThat(e).hasMessageContaining("no second member of the same name");
            return true;
        }
    }

    private static String textOf(JsonBody body, Member member) {
        return new String(body.bytes(), member.start(), member.length(), UTF_8);
    }

    private static void cutTwice(byte[] bytes) {
        List<String> whole = new ArrayList<>();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        SseSplitter splitter = new SseSplitter(MAX_FRAME);
        boolean fits =
                splitter.feed(
                        bytes,
                        0,
                        bytes.length,
                        (b, from, n) -> {
                            seen.write(b, from, n);
                            whole.add(new String(b, from, n, UTF_8));
                            SseEvent event = new SseEvent();
                            event.read(b, from, n);
                            assertThat(event.dataLength()).isLessThanOrEqualTo(n);
                        });
        List<String> single = new ArrayList<>();
        SseSplitter bytewise = new SseSplitter(MAX_FRAME);
        boolean fitsToo = true;
        for (int i = 0; i < bytes.length; i++) {
            fitsToo =
                    bytewise.feed(
                            bytes, i, 1, (b, from, n) -> single.add(new String(b, from, n, UTF_8)));
        }
        assertThat(fitsToo).isEqualTo(fits);
        assertThat(single).isEqualTo(whole);
        if (fits) {
            assertThat(seen.size() + splitter.held()).isEqualTo(bytes.length);
            assertThat(bytewise.held()).isEqualTo(splitter.held());
        }
    }
}
