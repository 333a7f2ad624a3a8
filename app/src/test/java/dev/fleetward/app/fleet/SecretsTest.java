package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.node.NodeSettings;
import dev.fleetward.control.admin.AdminToken;
import dev.fleetward.control.prices.PriceList;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Registry;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Plants secrets and words, makes good and failing calls of all kinds, and looks for the planted
/// in everything that the fleet wrote, said or would print.
class SecretsTest {
    private static final String PROMPT_WORD = "xylophonist";
    private static final String ANSWER_WORD = "quetzalcoatlus";
    private static final String OPENAI = "/v1/chat/completions";
    private static final String ANTHROPIC = "/v1/messages";

    /// What was said, by where; secrets must not be in it.
    private final Map<String, String> said = new LinkedHashMap<>();

    @Test
    void nothingPlantedIsFoundAnywhere() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream captured = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Records records = new Records();
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(records);
        root.setLevel(Level.INFO);
        System.setOut(captured);
        System.setErr(captured);
        StringBuffer traces = new StringBuffer();
        try (StandInProvider collector =
                        StandInProvider.start(
                                new HttpServerOptions(),
                                request ->
                                        request.body()
                                                .onSuccess(body -> {
                                                    traces.append(
                                                            body.toString(
                                                                    StandardCharsets.ISO_8859_1));
                                                    request.response().end();
                                                }));
                StandInProvider quoting =
                        StandInProvider.answering(
                                401,
                                "{\"error\":{\"message\":\"Incorrect API key: "
                                        + TestFleet.SECRET
                                        + "\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}");
                StandInProvider rejecting =
                        StandInProvider.answering(
                                400,
                                "{\"error\":{\"message\":\"bad: authorization was Bearer "
                                        + TestFleet.SECRET
                                        + "\",\"type\":\"invalid_request_error\"}}");
                StandInProvider answering =
                        StandInProvider.answering(
                                200,
                                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                                        + ANSWER_WORD
                                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}");
                StandInProvider broken =
                        StandInProvider.answering(200, "{\"choices\": " + ANSWER_WORD)) {
            String more =
                    "accessLog: { file: access.log }\ntracing: { url: \""
                            + collector.url()
                            + "/v1/traces\" }\n";
            try (TestFleet fleet =
                    TestFleet.start(yaml ->
                            broken.in(
                                            answering.in(
                                                    rejecting.in(
                                                            quoting.in(yaml, "quoting", ""),
                                                            "rejecting",
                                                            ""),
                                                    "answering",
                                                    ""),
                                            "broken",
                                            "")
                                    + more)) {
                calls(fleet);
                lookEverywhere(fleet);
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
            root.removeHandler(records);
            root.setLevel(before);
        }
        said.put("standard output and error", printed.toString(StandardCharsets.UTF_8));
        said.put("traces", traces.toString());
        assertThat(traces).isNotEmpty();
        assertThat(traces.toString()).doesNotContain(PROMPT_WORD, ANSWER_WORD);
        said.put("log records", records.text());
        said.forEach((where, text) -> {
            for (String secret : secrets) {
                assertThat(text.contains(secret))
                        .as(secret + " in " + where + ": " + around(text, secret))
                        .isFalse();
            }
        });
    }

    private final List<String> secrets =
            new ArrayList<>(List.of(TestFleet.SECRET, "k-wrong-key-7f1"));

    private static String around(String text, String secret) {
        int at = text.indexOf(secret);
        return at < 0
                ? ""
                : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
    }

    private void calls(TestFleet fleet) throws Exception {
        secrets.add(fleet.key());
        secrets.add(fleet.key("other"));
        secrets.add(AdminToken.load(fleet.folder().resolve("data")).reveal());
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            for (String route :
                    List.of(
                            "openai-a",
                            "anthropic-a",
                            "mixed",
                            "quoting",
                            "rejecting",
                            "broken",
                            "nowhere",
                            "only-other",
                            "answering")) {
                for (boolean stream : new boolean[] {false, true}) {
                    String body =
                            "{\"model\":\"%s\",\"stream\":%s,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"%s [[output=2]]\"}]}"
                                    .formatted(route, stream, PROMPT_WORD);
                    var answer = fleet.send(fleet.post(path, body).build());
                    said.put(
                            "answer "
                                    + answer.statusCode()
                                    + " "
                                    + path
                                    + " "
                                    + route
                                    + " "
                                    + stream,
                            answer.headers().map() + answer.body());
                }
            }
            String wrong = RawCaller.post(path, "k-wrong-key-7f1", "{}");
            try (RawCaller caller = new RawCaller(fleet.url())) {
                said.put("wrong key " + path, caller.send(wrong).answer().toString());
            }
            try (RawCaller caller = new RawCaller(fleet.url())) {
                String garbage =
                        "POST "
                                + path
                                + " HTTP/1.1\r\nauthorization Bearer "
                                + fleet.key()
                                + "\r\n\r\n";
                said.put("no header " + path, caller.send(garbage).answer().toString());
            }
            said.put(
                    "no JSON " + path,
                    fleet.send(fleet.post(path, "{\"" + fleet.key()).build()).body());
        }
        fleet.provider("openai-a").faults().clear();
    }

    private void lookEverywhere(TestFleet fleet) throws Exception {
        fleet.awaitLedger();
        for (String path :
                List.of(
                        "/v1/status",
                        "/v1/config",
                        "/v1/fleet",
                        "/v1/features",
                        "/v1/pools",
                        "/v1/calls",
                        "/v1/live",
                        "/openapi.json",
                        "/metrics")) {
            said.put(path, fleet.adminText(path));
        }
        said.put("ledger", fleet.ledger("select * from events").toString());
        Path config = fleet.folder().resolve("fleetward.yaml");
        Map<String, String> environment = Map.of("FLEETWARD_TEST_SECRET", TestFleet.SECRET);
        LoadResult loaded =
                new Registry(environment, PriceList.load(), new SecureRandom())
                        .load(config, 1, LocalDate.of(2026, 1, 1));
        said.put("configuration and snapshot", loaded.toString());
        said.put("settings", settings(config, environment).toString());
        said.put("node", fleet.node().toString());
        fleet.stopNode();
        try (Stream<Path> files = Files.walk(fleet.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (!name.equals("admin-token") && !file.equals(config)) {
                    said.put(file.toString(), text);
                }
                assertThat(text.contains(PROMPT_WORD)).as("the prompt in " + file).isFalse();
                assertThat(text.contains(ANSWER_WORD)).as("the answer in " + file).isFalse();
            }
        }
        assertThat(said.keySet().toString()).contains("access.log", "events", "ledger");
        assertThat(said.keySet().toString()).contains("answer 200", "answer 400", "answer 502");
    }

    private static NodeSettings settings(Path config, Map<String, String> environment) {
        return new NodeSettings(
                config,
                null,
                environment,
                new SystemClock(),
                new SecureRandom(),
                1,
                null,
                null,
                List.of());
    }

    private static final class Records extends Handler {
        private final StringBuffer text = new StringBuffer();

        @Override
        public void publish(LogRecord entry) {
            text.append(entry.getLoggerName()).append(' ').append(entry.getMessage()).append('\n');
            if (entry.getThrown() != null) {
                text.append(entry.getThrown()).append('\n');
            }
        }

        String text() {
            return text.toString();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
