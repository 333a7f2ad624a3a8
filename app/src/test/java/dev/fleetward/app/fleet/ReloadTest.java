package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Edits of the configuration while calls run.
class ReloadTest {
    private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Test
    void editsAreServedWithoutAFailedCallAndMistakesChangeNothing() throws Exception {
        try (TestFleet fleet = TestFleet.start()) {
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            AtomicReference<String> failed = new AtomicReference<>();
            Thread caller =
                    Thread.ofVirtual().start(() -> callUntil(fleet, enough, served, failed));

            // A good edit: a route of another name.
            edit(
                    fleet,
                    yaml ->
                            yaml.replace(
                                            "  mixed: {",
                                            "  renamed: { endpoints: [openai-b] }\n  mixed: {")
                                    .replace("routes: [", "routes: [renamed, "));
            await(() -> status(fleet, "renamed") == 200);

            // A bad one: an endpoint that does not exist.
            String good = Files.readString(file(fleet));
            edit(fleet, yaml -> yaml.replace("[openai-b] }", "[openai-bb] }"));
            await(() -> "rejected".equals(config(fleet).path("state").asString("")));
            JsonNode problem = config(fleet).path("problems").path(0);
            assertThat(problem.toString()).contains("openai-bb").contains("openai-b");
            assertThat(problem.path("line").asInt()).isPositive();
            assertThat(problem.path("column").asInt()).isPositive();
            assertThat(status(fleet, "renamed")).isEqualTo(200);

            // Mended, and an endpoint drained: it takes no new calls.
            Files.writeString(
                    file(fleet),
                    good.replace(
                            "openai-a: { provider: openai-a,",
                            "openai-a: { drained: true, provider: openai-a,"));
            await(() -> "openai-b".equals(endpoint(fleet)));
            for (int i = 0; i < 20; i++) {
                assertThat(endpoint(fleet)).isEqualTo("openai-b");
            }
            assertThat(status(fleet, "openai-a")).isEqualTo(503);

            enough.set(true);
            caller.join();
            assertThat(failed.get()).isNull();
            assertThat(served.get()).isGreaterThan(20);
            AtRest.holdsNothing(fleet);
        }
    }

    private static void callUntil(
            TestFleet fleet,
            AtomicBoolean enough,
            AtomicInteger served,
            AtomicReference<String> failed) {
        try {
            while (!enough.get()) {
                var answer = fleet.send(fleet.post("/v1/chat/completions", body("openai")).build());
                if (answer.statusCode() != 200) {
                    failed.set(answer.statusCode() + " " + answer.body());
                }
                served.incrementAndGet();
            }
        } catch (Exception e) {
            failed.set(e.toString());
        }
    }

    private static void edit(TestFleet fleet, UnaryOperator<String> edit) throws Exception {
        String before = Files.readString(file(fleet));
        String after = edit.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(file(fleet), after);
    }

    private static Path file(TestFleet fleet) {
        return fleet.folder().resolve("fleetward.yaml");
    }

    private static JsonNode config(TestFleet fleet) {
        try {
            return fleet.admin("/v1/config");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int status(TestFleet fleet, String route) {
        try {
            return fleet.send(fleet.post("/v1/chat/completions", body(route)).build()).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String endpoint(TestFleet fleet) {
        try {
            return fleet.send(fleet.post("/v1/chat/completions", body("openai")).build())
                    .headers()
                    .firstValue("fleetward-endpoint")
                    .orElse("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String body(String route) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=2]]\"}]}"
                .formatted(route);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + NOTICED_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not noticed in time").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
