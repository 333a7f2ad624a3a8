package dev.fleetward.testbed.load;

import dev.fleetward.core.unit.Clock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One row on its way. Ends exactly once, in exactly one column of the tally. Confined to the
/// replay's event loop.
final class ReplayCall {
    private static final int NEVER = Integer.MAX_VALUE;

    private final Trace.Row row;
    private final long intendedNanos;
    private final int hangUpAfterWords;
    private final Clock clock;
    private final Tally tally;
    private final Runnable ended;
    private final AnswerReader answer;
    private @Nullable HttpClientRequest request;
    private boolean over;

    /// @param hangUpAfterWords 0 to stay
    /// @param ended told once
    ReplayCall(
            Trace.Row row,
            long intendedNanos,
            boolean stream,
            int hangUpAfterWords,
            Clock clock,
            Tally tally,
            Runnable ended) {
        this.row = row;
        this.intendedNanos = intendedNanos;
        this.hangUpAfterWords = hangUpAfterWords == 0 ? NEVER : hangUpAfterWords;
        this.clock = clock;
        this.tally = tally;
        this.ended = ended;
        this.answer = new AnswerReader(stream);
    }

    void send(HttpClientRequest connected, Buffer body) {
        request = connected;
        connected.exceptionHandler(this::broken);
        connected.send(body).onSuccess(this::head).onFailure(this::broken);
    }

    private void head(HttpClientResponse response) {
        response.exceptionHandler(this::broken);
        int status = response.statusCode();
        if (status != 200) {
            response.endHandler(end -> {
                if (status == 429 || status == 503) {
                    end(tally::refused);
                } else {
                    end(() -> tally.failed("status " + status));
                }
            });
            return;
        }
        response.handler(this::piece);
        response.endHandler(end -> whole());
    }

    private void piece(Buffer piece) {
        if (over) {
            return;
        }
        int before = answer.words();
        answer.feed(piece);
        if (before == 0 && answer.words() > 0) {
            tally.firstToken(clock.nanos() - intendedNanos);
        }
        if (answer.words() >= hangUpAfterWords) {
            end(() -> tally.hungUp(row, answer.words()));
            HttpClientRequest leaving = request;
            if (leaving != null) {
                leaving.reset();
            }
        }
    }

    private void whole() {
        answer.end();
        String flaw = flaw();
        if (flaw == null) {
            end(() -> tally.completed(row, answer, clock.nanos() - intendedNanos));
        } else {
            end(() -> tally.failed(flaw));
        }
    }

    /// What is wrong with an answer that ended without an error of the connection.
    private @Nullable String flaw() {
        if (answer.error()) {
            return "error event";
        }
        if (answer.malformed()) {
            return "malformed";
        }
        if (!answer.terminal()) {
            return "no terminal event";
        }
        if (answer.input() < 0 || answer.output() < 0) {
            return "no usage";
        }
        if (answer.words() != answer.output()) {
            return "words differ from usage";
        }
        if (answer.output() != row.outputTokens() || answer.input() != row.inputTokens()) {
            return "usage differs from the trace";
        }
        return null;
    }

    void broken(Throwable failure) {
        end(() -> tally.failed(kind(failure)));
    }

    private static String kind(Throwable failure) {
        return switch (failure) {
            case ConnectException refused -> "connect";
            case TimeoutException late -> "silence";
            case HttpClosedException closed -> "connection closed";
            case StreamResetException reset -> "stream reset";
            default -> failure.getClass().getSimpleName();
        };
    }

    private void end(Runnable column) {
        if (!over) {
            over = true;
            column.run();
            ended.run();
        }
    }
}
