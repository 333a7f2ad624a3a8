package dev.fleetward.testbed.load;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads one answer as a caller does, streamed or not, in either dialect: how many words came, what
/// usage says, whether it ended as it should. Confined to one call.
public final class AnswerReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final boolean stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private int words;
    private boolean insideWord;
    private long input = -1;
    private long cacheRead;
    private long cacheWrite;
    private long output = -1;
    private boolean terminal;
    private boolean finished;
    private boolean error;
    private boolean malformed;
    private final @Nullable StringBuilder text;

    public AnswerReader(boolean stream) {
        this(stream, false);
    }

    /// @param keepsText whether [#text()] is wanted
    public AnswerReader(boolean stream, boolean keepsText) {
        this.stream = stream;
        this.text = keepsText ? new StringBuilder() : null;
    }

    /// The generated text so far; empty unless it is kept.
    public String text() {
        return text == null ? "" : text.toString();
    }

    public int words() {
        return words;
    }

    /// All input tokens that usage reported; −1 if it did not.
    public long input() {
        return input < 0 ? -1 : input + cacheRead + cacheWrite;
    }

    /// −1 if usage was not reported.
    public long output() {
        return output;
    }

    /// Whether the terminal event was seen and a reason to finish before it.
    public boolean terminal() {
        return terminal && finished;
    }

    public boolean error() {
        return error;
    }

    public boolean malformed() {
        return malformed;
    }

    public void feed(Buffer piece) {
        byte[] bytes = piece.getBytes();
        if (!stream) {
            line.write(bytes, 0, bytes.length);
            return;
        }
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                line(bytes, from, i);
                from = i + 1;
            }
        }
        line.write(bytes, from, bytes.length - from);
    }

    public void end() {
        if (!stream) {
            byte[] body = line.toByteArray();
            json(body, 0, body.length);
            terminal = true;
        }
    }

    private void line(byte[] bytes, int from, int to) {
        if (line.size() == 0) {
            data(bytes, from, to);
        } else {
            line.write(bytes, from, to - from);
            byte[] whole = line.toByteArray();
            line.reset();
            data(whole, 0, whole.length);
        }
    }

    private void data(byte[] bytes, int from, int to) {
        if (to - from <= DATA.length) {
            return;
        }
        for (int i = 0; i < DATA.length; i++) {
            if (bytes[from + i] != DATA[i]) {
                return;
            }
        }
        int start = from + DATA.length;
        while (start < to && bytes[start] == ' ') {
            start++;
        }
        if (start < to && bytes[start] == '[') {
            terminal = true;
        } else {
            json(bytes, start, to - start);
        }
    }

    private void json(byte[] bytes, int from, int length) {
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), bytes, from, length)) {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_OBJECT) {
                malformed = true;
            }
            while (token != null) {
                value(parser, token);
                token = parser.nextToken();
            }
        } catch (JacksonException broken) {
            malformed = true;
        }
    }

    private void value(JsonParser parser, JsonToken token) {
        String name = parser.currentName();
        if (name == null) {
            return;
        }
        switch (token) {
            case VALUE_STRING -> text(name, parser);
            case VALUE_NUMBER_INT -> number(name, parser.getLongValue());
            case START_OBJECT -> error |= name.equals("error");
            default -> {
                // Neither text nor usage.
            }
        }
    }

    private void text(String name, JsonParser parser) {
        switch (name) {
            case "content", "text" -> count(parser);
            case "finish_reason", "stop_reason" -> finished = true;
            case "type" -> terminal |= parser.getString().equals("message_stop");
            default -> {
                // Names, ids and roles.
            }
        }
    }

    private void number(String name, long value) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> input = value;
            case "completion_tokens", "output_tokens" -> output = value;
            case "cache_read_input_tokens" -> cacheRead = value;
            case "cache_creation_input_tokens" -> cacheWrite = value;
            default -> {
                // Parts of these, and things that are no tokens.
            }
        }
    }

    private void count(JsonParser parser) {
        char[] chars = parser.getStringCharacters();
        int from = parser.getStringOffset();
        int to = from + parser.getStringLength();
        if (text != null) {
            text.append(chars, from, to - from);
        }
        for (int i = from; i < to; i++) {
            boolean space = Character.isWhitespace(chars[i]);
            if (!space && !insideWord) {
                words++;
            }
            insideWord = !space;
        }
    }
}
