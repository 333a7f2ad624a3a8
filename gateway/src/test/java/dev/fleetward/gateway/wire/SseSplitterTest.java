package dev.fleetward.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseSplitterTest {
    private static final int MAX_FRAME = 1 << 10;

    private static final List<String> FRAMES =
            List.of(
                    "data: {\"a\":1}\n\n",
                    ": comment\n\n",
                    "event: ping\r\ndata: {}\r\n\r\n",
                    "data: one\ndata: two\n\n",
                    "data: mixed\r\n\n",
                    "data: mixed too\n\r\n",
                    "id: 7\nretry: 10\ndata: é€\uD83D\uDE00\n\n",
                    "data: lone\rreturn\n\n",
                    "data: " + "x".repeat(700) + "\n\n",
                    "data: [DONE]\n\n");

    @Test
    void handsOnWholeFramesWhereTheyLie() {
        byte[] chunk = utf8(String.join("", FRAMES));
        List<byte[]> arrays = new ArrayList<>();
        List<String> frames = new ArrayList<>();
        SseSplitter splitter = new SseSplitter(MAX_FRAME);

        boolean whole =
                splitter.feed(
                        chunk,
                        0,
                        chunk.length,
                        (bytes, offset, length) -> {
                            arrays.add(bytes);
                            frames.add(new String(bytes, offset, length, UTF_8));
                        });

        assertThat(whole).isTrue();
        assertThat(frames).isEqualTo(FRAMES);
        assertThat(arrays).allSatisfy(array -> assertThat(array).isSameAs(chunk));
        assertThat(splitter.held()).isZero();
    }

    @Test
    void cutsTheSameFramesHoweverTheStreamIsCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String frame = FRAMES.get(random.nextInt(FRAMES.size()));
                expected.add(frame);
                text.append(frame);
            }
            assertThat(recut(utf8(text.toString()), random))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void cutsAtEveryByte() {
        byte[] bytes = utf8(String.join("", FRAMES));
        List<String> frames = new ArrayList<>();
        SseSplitter splitter = new SseSplitter(MAX_FRAME);
        for (int i = 0; i < bytes.length; i++) {
            splitter.feed(bytes, i, 1, (b, from, n) -> frames.add(new String(b, from, n, UTF_8)));
        }
        assertThat(frames).isEqualTo(FRAMES);
    }

    @Test
    void tellsWhatIsLeftUnfinished() {
        SseSplitter splitter = new SseSplitter(MAX_FRAME);
        byte[] bytes = utf8("data: a\n\ndata: b\n");

        splitter.feed(bytes, 0, bytes.length, (b, from, n) -> {});

        assertThat(splitter.held()).isEqualTo("data: b\n".length());
    }

    @Test
    void refusesAFrameAboveTheBoundHoweverItArrives() {
        byte[] whole = utf8("data: " + "x".repeat(MAX_FRAME) + "\n\n");
        assertThat(new SseSplitter(MAX_FRAME).feed(whole, 0, whole.length, (b, from, n) -> {}))
                .isFalse();

        SseSplitter splitter = new SseSplitter(MAX_FRAME);
        byte[] part = utf8("x".repeat(100));
        int fed = 0;
        while (splitter.feed(part, 0, part.length, (b, from, n) -> {})) {
            fed += part.length;
        }
        assertThat(fed).isEqualTo(1_000);
        assertThat(splitter.feed(utf8("\n\n"), 0, 2, (b, from, n) -> {})).isFalse();
    }

    @Test
    void acceptsAFrameOfExactlyTheBound() {
        byte[] frame = utf8("data: " + "x".repeat(MAX_FRAME - 8) + "\n\n");
        List<Integer> lengths = new ArrayList<>();

        assertThat(
                        new SseSplitter(MAX_FRAME)
                                .feed(frame, 0, frame.length, (b, from, n) -> lengths.add(n)))
                .isTrue();
        assertThat(lengths).containsExactly(MAX_FRAME);
    }

    private static List<String> recut(byte[] bytes, Random random) {
        List<String> frames = new ArrayList<>();
        SseSplitter splitter = new SseSplitter(MAX_FRAME);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(60)));
            // A chunk of its own that is overwritten afterwards, as network buffers are.
            byte[] chunk = new byte[length + 5];
            System.arraycopy(bytes, at, chunk, 5, length);
            splitter.feed(
                    chunk, 5, length, (b, from, n) -> frames.add(new String(b, from, n, UTF_8)));
            Arrays.fill(chunk, (byte) '\n');
            at += length;
        }
        assertThat(splitter.held()).isZero();
        return frames;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
