package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Passport;
import dev.fleetward.core.call.Passport.Moment;
import dev.fleetward.core.event.Purpose;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.health.Pass;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.quota.ProviderSignal;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.gateway.dialect.AnswerTerms;
import dev.fleetward.gateway.judge.Judge;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.provider.AnswerFacts;
import dev.fleetward.gateway.provider.ProviderWire;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One try of one call at one endpoint: from an admitted lease to its settlement. Confined to the
/// event loop of its call.
///
/// Phases, and what is true in each:
/// 1. `CONNECTING`: the event is opened; nothing has been sent, so nothing can be billed.
/// 2. `AWAITING`: the request is sent; nothing of the answer is sound yet and nothing went to the
///    caller.
/// 3. `ANSWERING`: sound parts of the answer were read.
/// 4. `LINGERING`: settled; the connection is read to its end so that it can be used again.
/// 5. `OVER`: settled; nothing more happens.
///
/// The lease is settled and the event closed on the one way out of the first three, [#leave].
final class Attempt extends Watched {
    private enum Phase {
        CONNECTING,
        AWAITING,
        ANSWERING,
        LINGERING,
        OVER
    }

    /// How long a connection may take to end after the terminal event before it is cut.
    static final long LINGER_NANOS = 1_000_000_000L;

    /// The largest error body that is read.
    static final int ERROR_BYTES = 64 << 10;

    final Call call;
    final Lease lease;
    final int number;
    final Purpose purpose;
    final ProviderWire wire;
    final Passport passport;

    /// Ends exactly once, with the attempt.
    final Pass pass;

    final CallObserver.@Nullable Span span;

    private final Fleet fleet;
    private final LoopContext loop;
    private final Attempts attempts;
    private final Endings endings;
    private final boolean recorded;
    private final long startNanos;
    private final Timeouts timeouts;
    private final long totalDeadlineNanos;
    private final List<String> dropped;

    private Phase phase = Phase.CONNECTING;
    private long phaseSinceNanos;
    private long pausedSinceNanos = Passport.UNSTAMPED;
    private long drainDeadlineNanos = Passport.UNSTAMPED;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable ProviderAnswer answer;
    private int providerStatus;
    private boolean mayJudgeText;

    Attempt(
            Fleet fleet,
            LoopContext loop,
            Attempts attempts,
            Endings endings,
            Call call,
            Lease lease,
            Passport passport,
            List<String> dropped,
            Purpose purpose,
            boolean recorded,
            Pass pass,
            CallObserver.@Nullable Span span,
            long nowNanos) {
        this.fleet = fleet;
        this.loop = loop;
        this.attempts = attempts;
        this.endings = endings;
        this.call = call;
        this.lease = lease;
        this.number = call.attempts;
        this.wire = fleet.wires().of(lease.endpoint().provider().dialect());
        this.passport = passport;
        this.dropped = dropped;
        this.purpose = purpose;
        this.recorded = recorded;
        this.pass = pass;
        this.span = span;
        this.startNanos = nowNanos;
        this.phaseSinceNanos = nowNanos;
        Timeouts limits = lease.endpoint().timeouts().stricter(call.route().timeouts());
        this.timeouts = limits.seasonal() ? limits.at(ratio(call, fleet)) : limits;
        long total = nowNanos + timeouts.totalNanos();
        this.totalDeadlineNanos = Math.min(total, call.deadlineNanos);
    }

    Endpoint endpoint() {
        return lease.endpoint();
    }

    /// Of the hour's usual first token to the day's; 1 where it is unknown.
    private double ratio(Call call, Fleet fleet) {
        return call.snapshot
                .plan()
                .at(endpoint().name(), fleet.clock().wallMicros())
                .map(SeasonPlan.Hour::ratio)
                .orElse(1.0);
    }

    /// Connects and sends.
    void start(byte[] body) {
        loop.sweep().add(this);
        var operation = wire.operation(call.operation);
        loop.clients()
                .open(
                        endpoint(),
                        wire.path(operation, endpoint(), call.facts().stream()),
                        timeouts.connectNanos() / 1_000_000)
                .onComplete(opened -> {
                    if (opened.succeeded()) {
                        send(opened.result(), body);
                    } else {
                        fail(NetworkFailures.connecting(opened.cause(), endpoint()));
                    }
                });
    }

    private void send(HttpClientRequest opened, byte[] body) {
        if (phase != Phase.CONNECTING) {
            opened.exceptionHandler(reset -> {}); // Else its own reset is logged as an error.
            opened.reset();
            return;
        }
        request = opened;
        List<String> headers = wire.headers(endpoint());
        for (int i = 0; i < headers.size(); i += 2) {
            opened.putHeader(headers.get(i), headers.get(i + 1));
        }
        AnswerHeaders.passOn(call, wire, span, opened);
        enter(Phase.AWAITING);
        passport.stamp(Moment.SENT, phaseSinceNanos);
        opened.exceptionHandler(lost -> fail(NetworkFailures.underWay(lost, endpoint())));
        opened.response()
                .onComplete(responded -> {
                    if (responded.succeeded()) {
                        receive(responded.result());
                    } else {
                        fail(NetworkFailures.underWay(responded.cause(), endpoint()));
                    }
                });
        opened.end(Buffer.buffer(body));
    }

    private void receive(HttpClientResponse received) {
        if (phase != Phase.AWAITING) {
            return;
        }
        response = received;
        passport.stamp(Moment.FIRST_BYTE, fleet.nanos());
        providerStatus = received.statusCode();
        received.exceptionHandler(lost -> fail(NetworkFailures.underWay(lost, endpoint())));
        if (providerStatus != 200) {
            collectError(received);
            return;
        }
        learnQuota(received, null);
        boolean stream = call.facts().stream();
        String type = received.getHeader("content-type");
        String expected = stream ? "text/event-stream" : "application/json";
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith(expected)) {
            fail(
                    Failure.of(
                            FailureKind.WRONG_CONTENT_TYPE,
                            endpoint().name()
                                    + " answered with another media type than "
                                    + expected
                                    + "."));
            return;
        }
        ProviderAnswer reading =
                stream
                        ? new StreamedAnswer(this, fleet, attempts)
                        : new WholeAnswer(this, fleet, attempts);
        answer = reading;
        received.handler(chunk -> {
            if (isLive()) {
                phaseSinceNanos = fleet.nanos();
                passport.stamp(Moment.FIRST_BYTE, phaseSinceNanos);
                reading.take(chunk);
            }
        });
        received.endHandler(end -> {
            if (isLive()) {
                reading.end();
            }
            if (phase == Phase.LINGERING) {
                over();
            }
        });
    }

    private void collectError(HttpClientResponse received) {
        Buffer body = Buffer.buffer();
        received.handler(chunk -> {
            if (body.length() < ERROR_BYTES) {
                body.appendBuffer(chunk, 0, Math.min(chunk.length(), ERROR_BYTES - body.length()));
            }
        });
        received.endHandler(end -> {
            Failure failure = wire.readError(providerStatus, received::getHeader, body.getBytes());
            learnQuota(received, failure);
            fail(failure);
        });
    }

    /// Tells the desk what the provider says of its quota, where that is anybody's.
    private void learnQuota(HttpClientResponse received, @Nullable Failure failure) {
        Pool pool = endpoint().pool();
        if (pool == null) {
            return;
        }
        boolean refused = failure != null && failure.kind() == FailureKind.PROVIDER_RATE_LIMITED;
        long now = fleet.nanos();
        ProviderSignal signal =
                wire.readQuota(
                        received::getHeader,
                        refused,
                        failure == null ? null : failure.retryAfter(),
                        now);
        if (signal != null) {
            fleet.desk().learn(pool.name(), signal.sentAt(passport.at(Moment.SENT)), now);
        }
    }

    /// A first sound part of the answer was read.
    void answering() {
        if (phase == Phase.AWAITING) {
            enter(Phase.ANSWERING);
        }
    }

    /// The answer is whole. `last` goes to the caller after the event is closed, so that no caller
    /// holds a whole answer that the ledger does not know.
    ///
    /// @param flaw what is wrong with it in meaning, or null
    void succeed(int callerStatus, long responseBytes, @Nullable Flaw flaw, Runnable last) {
        passport.stamp(Moment.LAST_BYTE, fleet.nanos());
        if (isDraining()) {
            drained();
            return;
        }
        if (!leave(Phase.LINGERING)) {
            return;
        }
        attempts.succeeded(this, callerStatus, responseBytes, flaw, last);
    }

    /// The attempt failed. What that means for the call is not for it to decide.
    void fail(Failure failure) {
        if (isDraining()) {
            drained();
        } else if (leave(Phase.OVER)) {
            reset();
            attempts.failed(
                    this, QuotedCredential.hidden(failure, endpoint().provider().credential()));
        }
    }

    /// The caller went away. What the provider bills for is read on, if there is room for another
    /// drain.
    void callerGone() {
        boolean billed = phase == Phase.AWAITING || phase == Phase.ANSWERING;
        if (billed && endings.mayDrain(call)) {
            drainDeadlineNanos = fleet.nanos() + call.snapshot.bounds().drainNanos();
            resume();
        } else if (leave(Phase.OVER)) {
            reset();
            endings.aborted(this);
        }
    }

    /// A drain came to its end, of whatever kind.
    void drained() {
        if (leave(Phase.OVER)) {
            reset();
            endings.aborted(this);
        }
    }

    /// Another attempt of the call was faster. What this one has cost is estimated: it is not read
    /// on.
    void outrun() {
        if (leave(Phase.OVER)) {
            reset();
            attempts.outrun(this);
        }
    }

    boolean isDraining() {
        return drainDeadlineNanos != Passport.UNSTAMPED;
    }

    @Override
    void check(long nowNanos) {
        switch (phase) {
            case LINGERING -> {
                if (nowNanos - phaseSinceNanos > LINGER_NANOS) {
                    reset();
                    over();
                }
            }
            case OVER -> loop.sweep().remove(this);
            case CONNECTING, AWAITING, ANSWERING -> checkLive(nowNanos);
        }
    }

    private void checkLive(long nowNanos) {
        if (isDraining()) {
            if (nowNanos - drainDeadlineNanos > 0 || fleet.aborting()) {
                drained();
            }
            return;
        }
        FailureKind late = fleet.aborting() ? FailureKind.SHUTTING_DOWN : lateness(nowNanos);
        if (late == FailureKind.HUNG_UP) {
            endings.hangUp(call);
        } else if (late != null) {
            fail(Failure.of(late, late.meaning() + " (" + endpoint().name() + ")"));
        } else {
            if (awaitsFirstToken()) {
                attempts.late(this, nowNanos);
            }
            if (answer != null) {
                answer.tick(nowNanos);
            }
        }
    }

    /// Whether a first token could come earlier from elsewhere.
    private boolean awaitsFirstToken() {
        return phase != Phase.CONNECTING
                && call.facts().stream()
                && !call.answer.begun()
                && passport.at(Moment.FIRST_TOKEN) == Passport.UNSTAMPED;
    }

    private @Nullable FailureKind lateness(long nowNanos) {
        if (nowNanos - totalDeadlineNanos > 0) {
            return totalDeadlineNanos == call.deadlineNanos
                    ? FailureKind.DEADLINE_EXCEEDED
                    : FailureKind.TOTAL_TIMEOUT;
        }
        if (pausedSinceNanos != Passport.UNSTAMPED) {
            // The caller does not read. It gets as long as a provider would.
            return nowNanos - pausedSinceNanos > timeouts.silenceNanos()
                    ? FailureKind.HUNG_UP
                    : null;
        }
        long passed = nowNanos - phaseSinceNanos;
        return switch (phase) {
            case CONNECTING ->
                    nowNanos - startNanos > timeouts.connectNanos()
                            ? FailureKind.CONNECT_TIMEOUT
                            : null;
            case AWAITING ->
                    call.facts().stream() && nowNanos - sentNanos() > timeouts.firstTokenNanos()
                            ? FailureKind.FIRST_TOKEN_TIMEOUT
                            : null;
            case ANSWERING -> passed > timeouts.silenceNanos() ? FailureKind.STALLED : null;
            case LINGERING, OVER -> null;
        };
    }

    private long sentNanos() {
        return passport.at(Moment.SENT);
    }

    /// Stops reading the provider until the caller has read; back-pressure.
    void pause() {
        if (pausedSinceNanos == Passport.UNSTAMPED && response != null) {
            pausedSinceNanos = fleet.nanos();
            response.pause();
        }
    }

    void resume() {
        if (pausedSinceNanos != Passport.UNSTAMPED && response != null) {
            pausedSinceNanos = Passport.UNSTAMPED;
            phaseSinceNanos = fleet.nanos();
            response.resume();
        }
    }

    /// The one way out: true for the first who takes it.
    private boolean leave(Phase next) {
        if (!isLive()) {
            return false;
        }
        enter(next);
        if (answer != null) {
            answer.over();
        }
        if (next == Phase.OVER) {
            loop.sweep().remove(this);
        }
        return true;
    }

    private boolean isLive() {
        return phase != Phase.LINGERING && phase != Phase.OVER;
    }

    private void enter(Phase next) {
        phase = next;
        phaseSinceNanos = fleet.nanos();
    }

    private void over() {
        phase = Phase.OVER;
        loop.sweep().remove(this);
    }

    private void reset() {
        if (request != null) {
            request.reset();
        }
    }

    /// Who judges this attempt's answer.
    Judge judge() {
        // What a lenient route left out, no answer can be blamed for.
        boolean formatDropped = dropped.contains(AnswerTerms.FORMAT);
        AnswerTerms terms = new AnswerTerms(call.operation, call.body(), formatDropped);
        mayJudgeText = terms.mayAskForJson();
        return new Judge(terms, call.key().feature().expectations(), fleet.judgesRoom());
    }

    /// Whether its answer's text was held against a schema, if the request has one.
    boolean mayJudgeText() {
        return mayJudgeText;
    }

    int providerStatus() {
        return providerStatus;
    }

    boolean recorded() {
        return recorded;
    }

    List<String> dropped() {
        return dropped;
    }

    /// What the provider said of its answer; empty facts where there was none.
    AnswerFacts facts() {
        return answer == null ? new AnswerFacts() : answer.facts();
    }

    /// A response header of the provider, or null.
    @Nullable String header(String name) {
        return response == null ? null : response.getHeader(name);
    }

    @Nullable MultiMap headers() {
        return response == null ? null : response.headers();
    }
}
