package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.judge.Judge;
import dev.fleetward.gateway.provider.AnswerFacts;
import dev.fleetward.gateway.provider.ProviderWire;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// An unstreamed answer: collected within its bound, judged, and handed on in one write. Confined
/// to the event loop of its call.
final class WholeAnswer implements ProviderAnswer {
    private final Attempt attempt;
    private final Fleet fleet;
    private final Attempts attempts;
    private @Nullable Buffer first;
    private @Nullable Buffer collected;
    private final Judge judge;
    private AnswerFacts facts = new AnswerFacts();

    WholeAnswer(Attempt attempt, Fleet fleet, Attempts attempts) {
        this.attempt = attempt;
        this.fleet = fleet;
        this.attempts = attempts;
        this.judge = attempt.judge();
    }

    @Override
    public void take(Buffer chunk) {
        attempt.answering();
        long held = length() + chunk.length();
        if (held > attempt.call.snapshot.bounds().answerBytes()) {
            attempt.fail(Failure.of(FailureKind.ANSWER_TOO_LARGE));
        } else if (collected != null) {
            collected.appendBuffer(chunk);
        } else if (first != null) {
            collected = Buffer.buffer(first.length() * 2).appendBuffer(first).appendBuffer(chunk);
        } else {
            first = chunk;
        }
    }

    private Buffer whole() {
        return collected != null ? collected : first != null ? first : Buffer.buffer();
    }

    private long length() {
        return whole().length();
    }

    @Override
    public void end() {
        Call call = attempt.call;
        boolean translated = attempt.wire.wire() != call.operation.dialect();
        byte[] bytes = whole().getBytes();
        ProviderWire.Answer answer =
                attempt.wire.readAnswer(
                        attempt.wire.operation(call.operation), bytes, translated, judge);
        facts = answer.facts();
        attempt.passport.stamp(Moment.FIRST_TOKEN, fleet.nanos());
        Failure failure = answer.failure();
        if (failure != null && !attempts.standsAlone(attempt, failure)) {
            attempt.fail(failure);
            return;
        }
        Failure objection = ServedRules.objection(attempt, facts);
        if (objection != null) {
            attempt.fail(objection);
            return;
        }
        Buffer body;
        if (!translated) {
            body = whole();
        } else if (answer.chat() != null) {
            body =
                    Buffer.buffer(
                            call.dialect()
                                    .writeChat(
                                            answer.chat()
                                                    .createdAt(
                                                            call.passport.acceptedWallMicros()
                                                                    / 1_000_000)));
        } else {
            attempt.fail(failure == null ? Failure.of(FailureKind.MALFORMED_ANSWER) : failure);
            return;
        }
        var headers = AnswerHeaders.of(attempt, facts, "application/json");
        attempt.succeed(
                200,
                body.length(),
                judge.verdict(failure != null),
                () -> call.answer.whole(200, headers, body));
    }

    @Override
    public void tick(long nowNanos) {
        // Nothing to do: the attempt itself watches the limits.
    }

    @Override
    public void over() {
        judge.close();
    }

    @Override
    public AnswerFacts facts() {
        return facts;
    }
}
