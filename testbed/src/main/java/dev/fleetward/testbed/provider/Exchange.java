package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.testbed.engine.Sequence;
import dev.fleetward.testbed.provider.limit.Demand;
import dev.fleetward.testbed.provider.limit.Throttled;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call, from its parsed request to its line on the bill. Confined to its event loop.
///
/// Invariants:
/// 1. Each exchange that began is billed exactly once, by [#close].
/// 2. `rendered ≤ delivered ≤ sequence.generated()`; what is billed is `delivered`.
/// 3. After [#close] nothing is generated and the provider's limits hold nothing of the call.
final class Exchange implements Sequence.Listener {
    /// Tokens rendered into one buffer.
    private static final int TOKENS_PER_WRITE = 256;

    private final Plant plant;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Answers answers;
    private final Ask ask;
    private final WireDialect dialect;
    private final CallFaults faults;
    private @Nullable Running running;
    private int delivered;
    private int rendered;
    private boolean opened;
    private boolean closed;
    private boolean touched;

    /// What there is once the call has been let in.
    private record Running(
            Reply reply, Frames frames, Outlet outlet, Sequence sequence, Demand demand) {}

    Exchange(Plant plant, HttpServerRequest request, Answers answers, Ask ask) {
        this.plant = plant;
        this.request = request;
        this.response = request.response();
        this.answers = answers;
        this.ask = ask;
        this.dialect = ask.operation().dialect();
        List<Fault> found = new ArrayList<>(ask.faults());
        plant.board().draw(ask.model(), found);
        this.faults = CallFaults.of(found);
    }

    void begin() {
        plant.billing().opened();
        response.closeHandler(gone -> hungUp());
        response.exceptionHandler(failure -> hungUp());
        if (faults.has(Fault.Kind.REFUSE)) {
            close(Billing.Ending.REFUSED, 0);
            Severed.reset(request);
            return;
        }
        if (faults.has(Fault.Kind.OVERSIZED_HEADERS)) {
            answers.oversize();
        }
        if (faults.has(Fault.Kind.WRONG_CONTENT_TYPE)) {
            close(Billing.Ending.REFUSED, 200);
            answers.html();
            return;
        }
        Rejection ordered = answers.ordered(ask, faults);
        if (ordered != null) {
            if (ordered.status() >= 500) {
                plant.gate().failed(dialect, demand(ask.prompt(), 0, 0), plant.clock().nanos());
            }
            refuse(ordered);
        } else {
            admit();
        }
    }

    private void admit() {
        PromptCache.Use use = plant.cache().use(ask);
        Answer answer = plant.planner().plan(ask, faults, answers.id(), answers.mind());
        Demand demand = demand(ask.prompt(), use.read(), answer.tokens());
        Throttled full =
                plant.gate()
                        .enter(dialect, demand, plant.engine().waiting(), plant.clock().nanos());
        if (full != null) {
            refuse(Rejection.of(full));
            return;
        }
        Reply reply = answers.reply(ask, faults, answer, use);
        Frames frames = answers.frames(ask.operation(), reply);
        Runnable finished = () -> close(Billing.Ending.WHOLE, 200);
        Outlet outlet =
                faults.isEmpty()
                        ? new Outlet.Sound(response, finished)
                        : new FaultyOutlet(
                                plant.vertx(),
                                request,
                                faults,
                                frames,
                                () -> close(Billing.Ending.BROKEN, 200),
                                finished);
        Sequence sequence = new Sequence(ask.prompt().tokens(), use.read(), answer.tokens(), this);
        running = new Running(reply, frames, outlet, sequence, demand);
        long wait = faults.argument(Fault.Kind.SLOW_FIRST_TOKEN, 0);
        if (wait > 0) {
            plant.vertx().setTimer(wait, timer -> submit(sequence));
        } else {
            submit(sequence);
        }
    }

    private Demand demand(Prompt prompt, int cacheRead, int planned) {
        boolean declared = ask.maxTokens() >= 0;
        return new Demand(
                prompt.tokens(), cacheRead, declared ? ask.maxTokens() : planned, declared);
    }

    private void submit(Sequence sequence) {
        if (closed) {
            return;
        }
        if (plant.engine().instant()) {
            counted(sequence.outputTokens());
            write();
        } else if (!plant.engine().submit(sequence)) {
            refuse(
                    new Rejection(
                            400,
                            "context_length_exceeded",
                            "messages",
                            "prompt is too long: "
                                    + sequence.promptTokens()
                                    + " tokens > "
                                    + plant.settings().profile().kvTokens()
                                    + " maximum",
                            Rejection.RetryAfter.NONE,
                            0));
        }
    }

    @Override
    public void advanced(Sequence sequence) {
        if (!closed) {
            generated(delivered + (sequence.outputTokens() == 0 ? 0 : 1));
        }
    }

    private void counted(int tokens) {
        plant.gate().generated(dialect, tokens - delivered, plant.clock().nanos());
        delivered = tokens;
    }

    private void generated(int tokens) {
        counted(tokens);
        if (!touched) {
            touched = true;
            plant.engine().afterDelivery(this::write);
        }
    }

    /// Writes what the delivered tokens allow.
    private void write() {
        touched = false;
        Running call = running;
        if (closed || call == null) {
            return;
        }
        if (ask.stream()) {
            pump();
        } else if (delivered == call.sequence.outputTokens()) {
            answerWhole(call);
        }
    }

    private void answerWhole(Running call) {
        answers.head("application/json");
        byte[] body =
                ask.operation() == Operation.EMBEDDINGS
                        ? PlainBodies.embeddings(ask, call.reply, plant.settings().seed())
                        : call.frames.whole();
        call.outlet.whole(body);
    }

    /// Renders what has been generated, as far as the client takes it.
    private void pump() {
        Running call = running;
        if (call == null) {
            return;
        }
        int total = call.sequence.outputTokens();
        while (!closed && (rendered < delivered || delivered == total)) {
            if (call.outlet.full()) {
                response.drainHandler(drained -> pump());
                return;
            }
            Bytes out = new Bytes(opened ? 512 : 1_536);
            if (!opened) {
                opened = true;
                answers.head("text/event-stream; charset=utf-8");
                response.setChunked(true);
                call.frames.open(out);
            }
            int upTo = Math.min(delivered, rendered + TOKENS_PER_WRITE);
            while (rendered < upTo) {
                call.frames.token(out);
                rendered++;
            }
            if (rendered == total) {
                call.frames.close(out);
                call.outlet.end(out);
            } else {
                call.outlet.send(out);
            }
        }
    }

    private void refuse(Rejection rejection) {
        close(Billing.Ending.REFUSED, rejection.status());
        answers.error(dialect, rejection);
    }

    private void hungUp() {
        close(Billing.Ending.HUNG_UP, opened ? 200 : 0);
    }

    private void close(Billing.Ending ending, int status) {
        if (closed) {
            return;
        }
        closed = true;
        Running call = running;
        if (call != null) {
            plant.engine().cancel(call.sequence);
            plant.gate().left(dialect, call.demand, delivered, plant.clock().nanos());
        }
        Reply.Tokens tokens = call == null ? new Reply.Tokens(0, 0, 0, 0, 0) : call.reply.tokens();
        plant.billing()
                .closed(
                        new Billing.Line(
                                answers.id(),
                                ask.model(),
                                ask.operation().label(),
                                ask.stream(),
                                status,
                                tokens.input(),
                                tokens.cacheRead(),
                                tokens.cacheWrite(),
                                delivered,
                                ending,
                                faults.isEmpty() ? null : faults.toString()));
    }
}
