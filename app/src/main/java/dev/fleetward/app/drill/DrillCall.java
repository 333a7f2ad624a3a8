package dev.fleetward.app.drill;

import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.testbed.load.AnswerReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call on its way. Told to `ended` exactly once. Confined to its sender's event loop.
final class DrillCall {
    private final String session;
    private final Question question;
    private final Consumer<Seen> ended;
    private final AnswerReader answer;
    private @Nullable HttpClientRequest request;
    private @Nullable String callId;
    private @Nullable String endpoint;
    private int status;
    private boolean over;

    DrillCall(String session, Question question, Consumer<Seen> ended) {
        this(session, question, false, ended);
    }

    /// @param keepsText whether [Seen#text()] is wanted
    DrillCall(String session, Question question, boolean keepsText, Consumer<Seen> ended) {
        this.session = session;
        this.question = question;
        this.ended = ended;
        this.answer = new AnswerReader(question.stream(), keepsText);
    }

    void send(HttpClient client, RequestOptions options) {
        client.request(options)
                .onSuccess(this::connected)
                .onFailure(failure -> end(Ending.NOT_SENT));
    }

    /// The caller goes away, if no answer has begun.
    void leaveIfUnanswered() {
        HttpClientRequest sent = request;
        if (!over && status == 0 && sent != null) {
            end(Ending.LEFT_WAITING);
            sent.reset();
        }
    }

    private void connected(HttpClientRequest sent) {
        request = sent;
        sent.exceptionHandler(lost -> lost());
        sent.send(Buffer.buffer(question.body()))
                .onSuccess(response -> head(sent, response))
                .onFailure(lost -> lost());
    }

    private void head(HttpClientRequest sent, HttpClientResponse response) {
        status = response.statusCode();
        callId = response.getHeader("fleetward-call-id");
        endpoint = response.getHeader("fleetward-endpoint");
        response.exceptionHandler(lost -> lost());
        if (status != 200) {
            response.endHandler(end -> end(Ending.ERROR));
            return;
        }
        response.handler(piece -> {
            if (!over) {
                answer.feed(piece);
                if (answer.words() >= question.leaveAfterWords() && !answer.terminal()) {
                    end(Ending.HUNG_UP);
                    sent.reset();
                }
            }
        });
        response.endHandler(end -> {
            answer.end();
            end(ending(Ending.FALSE_END));
        });
    }

    private void lost() {
        end(ending(Ending.CUT));
    }

    private Ending ending(Ending otherwise) {
        return answer.error() ? Ending.ERROR : answer.terminal() ? Ending.WHOLE : otherwise;
    }

    private void end(Ending ending) {
        if (!over) {
            over = true;
            ended.accept(
                    new Seen(
                            session,
                            callId,
                            ending,
                            status,
                            answer.input(),
                            answer.output(),
                            question.toString(),
                            endpoint,
                            answer.text()));
        }
    }
}
