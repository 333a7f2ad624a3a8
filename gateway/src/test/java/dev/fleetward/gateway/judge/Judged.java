package dev.fleetward.gateway.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.dialect.AnswerTerms;
import dev.fleetward.gateway.provider.AnthropicWire;
import dev.fleetward.gateway.provider.OpenAiWire;
import dev.fleetward.gateway.provider.ProviderWire;
import dev.fleetward.gateway.provider.StreamReader;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.SseSplitter;
import org.jspecify.annotations.Nullable;

/// Requests and answers, and what the judge says of them. The request decides what is promised, the
/// endpoint's operation how the answer is written. Confined.
final class Judged {
    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public long wallMicros() {
                    return 0;
                }
            };

    private final Operation asked;
    private final byte[] request;
    private Expectations expected = Expectations.DEFAULT;
    private Room room = new Room();
    private boolean formatDropped;

    Judged(Operation asked, String request) {
        this.asked = asked;
        this.request = request.getBytes(UTF_8);
    }

    Judged expecting(Expectations expectations) {
        expected = expectations;
        return this;
    }

    Judged in(Room other) {
        room = other;
        return this;
    }

    Judged withoutFormat() {
        formatDropped = true;
        return this;
    }

    Judge judge() {
        try {
            JsonBody body = JsonBody.parse(request, 256);
            return new Judge(new AnswerTerms(asked, body, formatDropped), expected, room);
        } catch (JsonBody.Malformed e) {
            throw new IllegalArgumentException(new String(request, UTF_8), e);
        }
    }

    static ProviderWire wire(Operation answered) {
        return answered == Operation.MESSAGES ? new AnthropicWire(CLOCK) : new OpenAiWire(CLOCK);
    }

    /// Of an unstreamed answer.
    @Nullable Flaw whole(Operation answered, String answer) {
        try (Judge judge = judge()) {
            var read = wire(answered).readAnswer(answered, answer.getBytes(UTF_8), false, judge);
            if (read.failure() != null) {
                throw new IllegalArgumentException(read.failure() + ": " + answer);
            }
            return judge.verdict(false);
        }
    }

    /// Of a stream: each element is the data of one event.
    @Nullable Flaw stream(Operation answered, String... events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            int type = event.indexOf("\"type\":\"");
            if (type >= 0 && answered != Operation.CHAT_COMPLETIONS) {
                int from = type + "\"type\":\"".length();
                stream.append("event: ").append(event, from, event.indexOf('"', from)).append('\n');
            }
            stream.append("data: ").append(event).append("\n\n");
        }
        byte[] bytes = stream.toString().getBytes(UTF_8);
        try (Judge judge = judge()) {
            StreamReader reader = wire(answered).stream(answered, null, judge);
            boolean[] whole = {false};
            new SseSplitter(1 << 20)
                    .feed(
                            bytes,
                            0,
                            bytes.length,
                            (b, from, n) -> {
                                StreamReader.Frame frame = reader.read(b, from, n);
                                if (frame == StreamReader.Frame.BROKEN) {
                                    throw new IllegalArgumentException(
                                            reader.failure()
                                                    + ": "
                                                    + new String(b, from, n, UTF_8));
                                }
                                whole[0] |= frame == StreamReader.Frame.TERMINAL;
                            });
            if (!whole[0]) {
                throw new IllegalArgumentException("not whole: " + stream);
            }
            return judge.verdict(false);
        }
    }
}
