package dev.fleetward.app.drill;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Callers that together ask a list of questions, each one after another. Thread-safe.
final class StreamCallers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final HttpClient client;
    private final URI gateway;
    private final String key;
    private final String job;

    StreamCallers(Vertx vertx, URI gateway, String key, String job, int most) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.key = key;
        this.job = job;
        this.client =
                vertx.httpClientBuilder()
                        .with(new HttpClientOptions().setTcpNoDelay(true))
                        .with(new PoolOptions().setHttp1MaxSize(most))
                        .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                        .build();
    }

    /// One list of questions, and what came of them. `done` counts those that ended.
    record Asking(CompletableFuture<List<Seen>> seen, AtomicInteger done) {}

    /// Asks all of them, so many at once.
    Asking ask(List<Question> questions, int atOnce) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Seen[] seen = new Seen[questions.size()];
        CompletableFuture<List<Seen>> all = new CompletableFuture<>();
        for (int i = 0; i < Math.min(atOnce, questions.size()); i++) {
            Context context = vertx.getOrCreateContext();
            context.runOnContext(turn -> one(questions, next, done, seen, all, context));
        }
        return new Asking(all, done);
    }

    private void one(
            List<Question> questions,
            AtomicInteger next,
            AtomicInteger done,
            Seen[] seen,
            CompletableFuture<List<Seen>> all,
            Context context) {
        int number = next.getAndIncrement();
        if (number >= questions.size()) {
            return;
        }
        Question question = questions.get(number);
        String session = job + "-" + number;
        new DrillCall(
                        session,
                        question,
                        true,
                        ended -> {
                            seen[number] = ended;
                            if (done.incrementAndGet() == questions.size()) {
                                all.complete(new ArrayList<>(List.of(seen)));
                            } else {
                                context.runOnContext(
                                        turn -> one(questions, next, done, seen, all, context));
                            }
                        })
                .send(client, question.request(gateway, key, job, session));
    }

    @Override
    public void close() throws Exception {
        client.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
