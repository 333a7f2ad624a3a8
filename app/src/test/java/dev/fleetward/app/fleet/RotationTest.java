package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A credential in a file that changes while calls run.
class RotationTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ANSWER =
            """
            {"id":"x","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,\
            "message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\
            """;

    /// The keys that the provider takes, and those that it was shown.
    private final Set<String> valid = ConcurrentHashMap.newKeySet();

    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private StandInProvider provider;
    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        provider =
                StandInProvider.start(
                        new HttpServerOptions(),
                        request -> {
                            String key = String.valueOf(request.getHeader("authorization"));
                            shown.add(key);
                            request.response()
                                    .setStatusCode(valid.contains(key) ? 200 : 401)
                                    .putHeader("content-type", "application/json")
                                    .end(valid.contains(key) ? ANSWER : "{}");
                        });
        Path secret = Files.createTempFile("fleetward-credential", ".txt");
        Files.writeString(secret, "sk-first-secret\n");
        valid.add("Bearer sk-first-secret");
        fleet =
                TestFleet.start(yaml ->
                        provider.in(yaml, "openai-r", "")
                                .replaceFirst(
                                        "env:FLEETWARD_TEST_SECRET", "file:" + secret.toString()));
        this.secret = secret;
    }

    private Path secret = Path.of("");

    @AfterEach
    void stop() throws Exception {
        fleet.close();
        provider.close();
        Files.deleteIfExists(secret);
    }

    private int call() throws Exception {
        return fleet.send(
                        fleet.post(
                                        CHAT,
                                        "{\"model\":\"openai-r\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}")
                                .build())
                .statusCode();
    }

    private void rotate(String value) throws Exception {
        Path next = Files.createTempFile("fleetward-credential", ".next");
        Files.writeString(next, value + "\n");
        Files.move(next, secret, StandardCopyOption.REPLACE_EXISTING);
    }

    private String changes() throws Exception {
        return fleet.adminText("/v1/changes");
    }

    @Test
    void noCallFailsWhileBothCredentialsAreValid() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<String> failed = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntil(enough, failed)));
        }
        for (String next : List.of("sk-second-secret", "sk-third-secret")) {
            valid.add("Bearer " + next);
            rotate(next);
            TestFleet.await(next + " is used", () -> shown.contains("Bearer " + next));
        }
        enough.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failed).isEmpty();
        shown.clear();
        assertThat(call()).isEqualTo(200);
        assertThat(shown).containsExactly("Bearer sk-third-secret");
        TestFleet.await("it is in the log", () -> changesUnchecked().contains("credential of"));
        assertThat(changes())
                .contains("the credential of provider openai-r changed", "file fleetward.yaml")
                .doesNotContain("secret\"", "sk-");
    }

    private String changesUnchecked() {
        try {
            return changes();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void callUntil(AtomicBoolean enough, List<String> failed) {
        try {
            while (!enough.get()) {
                int status = call();
                if (status != 200) {
                    synchronized (failed) {
                        failed.add("status " + status);
                    }
                }
            }
        } catch (Exception e) {
            synchronized (failed) {
                failed.add(e.toString());
            }
        }
    }

    @Test
    void anEndpointWhoseCredentialWasRefusedServesAsSoonAsThereIsANewOne() throws Exception {
        valid.clear();
        assertThat(call()).isNotEqualTo(200);
        assertThat(call()).isEqualTo(503); // It rests now.
        valid.add("Bearer sk-second-secret");
        rotate("sk-second-secret");
        assertThat(fleet.adminPost("/v1/config/reload", "{}").path("state").asString(""))
                .isEqualTo("current");
        assertThat(call()).isEqualTo(200);
    }

    @Test
    void aFileThatIsGoneOrEmptyChangesNothing() throws Exception {
        Files.writeString(secret, "");
        assertThat(fleet.adminPost("/v1/config/reload", "{}").path("state").asString(""))
                .isEqualTo("rejected");
        assertThat(call()).isEqualTo(200);
        Files.delete(secret);
        assertThat(fleet.adminPost("/v1/config/reload", "{}").path("state").asString(""))
                .isEqualTo("rejected");
        assertThat(call()).isEqualTo(200);
    }
}
