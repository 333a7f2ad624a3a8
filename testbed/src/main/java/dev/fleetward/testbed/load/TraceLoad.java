package dev.fleetward.testbed.load;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.HostClock;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Replays a trace open-loop: each row is sent when its time has come, whether or not earlier ones
/// have been answered, and its latency counts from that time, so that a slow fleet cannot slow the
/// questions down. Confined to one event loop.
public final class TraceLoad {
    private static final long PROGRESS_MILLIS = 1_000;

    private final Vertx vertx;
    private final Plan plan;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private final PromptText prompts;
    private final HttpClient client;
    private final Promise<LoadReport> done = Promise.promise();
    private final RequestOptions options;
    private long startNanos;
    private int next;
    private int open;
    private long progressTimer;

    private TraceLoad(Vertx vertx, Plan plan, Clock clock, Consumer<String> progress) {
        this.vertx = vertx;
        this.plan = plan;
        this.clock = clock;
        this.progress = progress;
        this.prompts = new PromptText(plan.dialect(), plan.route());
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl("https".equals(plan.base().getScheme()))
                                .setTcpNoDelay(true),
                        new PoolOptions()
                                .setHttp1MaxSize(plan.openCalls())
                                .setMaxWaitQueueSize(plan.openCalls()));
        this.options = options(plan);
    }

    /// Replays the plan's trace.
    ///
    /// @param progress a line a second
    /// @return the report, when every row has ended
    public static Future<LoadReport> run(Vertx vertx, Plan plan, Consumer<String> progress) {
        return run(vertx, plan, new HostClock(), progress);
    }

    public static Future<LoadReport> run(
            Vertx vertx, Plan plan, Clock clock, Consumer<String> progress) {
        TraceLoad load = new TraceLoad(vertx, plan, clock, progress);
        vertx.getOrCreateContext().runOnContext(turn -> load.begin());
        return load.done.future();
    }

    private static RequestOptions options(Plan plan) {
        boolean openAi = plan.dialect() == WireDialect.OPENAI;
        boolean tls = "https".equals(plan.base().getScheme());
        int port = plan.base().getPort();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set("content-type", "application/json");
        if (openAi) {
            headers.set("authorization", "Bearer " + plan.key());
        } else {
            headers.set("x-api-key", plan.key());
            headers.set("anthropic-version", "2023-06-01");
        }
        plan.headers().forEach(headers::set);
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(plan.base().getHost())
                .setPort(port > 0 ? port : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(plan.base().getPath() + (openAi ? "/v1/chat/completions" : "/v1/messages"))
                .setHeaders(headers)
                .setIdleTimeout(plan.silence().toMillis());
    }

    private void begin() {
        startNanos = clock.nanos();
        progressTimer =
                vertx.setPeriodic(
                        PROGRESS_MILLIS,
                        timer -> progress.accept(tally.line(seconds(), rows(), open)));
        sendDue();
    }

    private int rows() {
        return plan.trace().rows().size();
    }

    private double seconds() {
        return (clock.nanos() - startNanos) / 1e9;
    }

    private long intendedNanos(Trace.Row row) {
        return startNanos + Math.round(row.atNanos() / plan.speed());
    }

    /// Sends every row whose time has come, then sleeps until the next one's.
    private void sendDue() {
        while (next < rows()) {
            Trace.Row row = plan.trace().rows().get(next);
            long ahead = intendedNanos(row) - clock.nanos();
            if (ahead > 0) {
                vertx.setTimer(Math.max(1, Math.round(ahead / 1e6)), timer -> sendDue());
                return;
            }
            send(row, next);
            next++;
        }
        finishIfDone();
    }

    private void send(Trace.Row row, int index) {
        if (open >= plan.openCalls() || row.inputTokens() + row.outputTokens() == 0) {
            tally.notSent();
            return;
        }
        // One generator per row, so that a row's fate does not depend on the rows before it.
        SplittableRandom random = new SplittableRandom(plan.seed() * 1_000_003 + index);
        boolean stream = chance(random, plan.stream());
        boolean leaves = chance(random, plan.hangUp()) && stream && row.outputTokens() > 1;
        int leaveAfter = leaves ? 1 + random.nextInt(row.outputTokens() - 1) : 0;
        long intended = intendedNanos(row);
        open++;
        ReplayCall call =
                new ReplayCall(row, intended, stream, leaveAfter, clock, tally, this::ended);
        tally.sent(clock.nanos() - intended);
        client.request(new RequestOptions(options))
                .onSuccess(request -> call.send(request, prompts.body(row, stream)))
                .onFailure(call::broken);
    }

    private static boolean chance(SplittableRandom random, Percent share) {
        return random.nextInt(1_000_000) < share.partsPerMillion();
    }

    private void ended() {
        open--;
        finishIfDone();
    }

    private void finishIfDone() {
        if (next == rows() && open == 0 && vertx.cancelTimer(progressTimer)) {
            double seconds = seconds();
            progress.accept(tally.line(seconds, rows(), open));
            client.close();
            done.complete(tally.report(rows(), seconds));
        }
    }
}
