package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.fleetward.testbed.provider.FaultBoard;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the ledger says of the tokens of SDK calls: the same, whichever dialects were spoken.
class SdkLedgerTest {
    private static TestFleet fleet;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        openAi = Sdks.openAi(fleet);
        anthropic = Sdks.anthropic(fleet);
        // All before the first question, since each waits for the ledger.
        for (String caller : List.of("openai", "anthropic")) {
            for (String route : List.of("openai-a", "anthropic-a")) {
                call(caller, route, false, PROMPT);
                call(caller, route, true, PROMPT);
            }
        }
        for (String route : List.of("openai-b", "anthropic-b")) {
            fleet.provider(route).faults().set(List.of(FaultBoard.Rule.parse("no-usage")));
        }
        call("openai", "openai-b", true, "a b c [[output=12]]");
        call("openai", "anthropic-b", true, "a b c [[output=12]]");
        call("anthropic", "openai-b", true, "a b c [[output=12]]");
        callWithoutACache();
        embed();
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
    }

    private static final String PROMPT =
            "a b c d e f [[output=20]] [[cached=4]] [[cache-write=3]] [[thinking=6]]";

    /// One call under a job of that name.
    private static void call(String caller, String route, boolean stream, String prompt) {
        String job = caller + route + stream;
        if (caller.equals("openai")) {
            var ask =
                    ChatCompletionCreateParams.builder()
                            .model(route)
                            .addUserMessage(prompt)
                            .reasoningEffort(ReasoningEffort.LOW)
                            .maxCompletionTokens(4_000)
                            .putAdditionalHeader("fleetward-job", job)
                            .build();
            if (stream) {
                try (var chunks = openAi.chat().completions().createStreaming(ask)) {
                    chunks.stream().forEach(chunk -> assertThat(chunk.usage()).isEmpty());
                }
            } else {
                openAi.chat().completions().create(ask);
            }
            return;
        }
        var ask =
                MessageCreateParams.builder()
                        .model(route)
                        .maxTokens(4_000)
                        .addUserMessage(prompt)
                        .enabledThinking(1_024)
                        .putAdditionalHeader("fleetward-job", job)
                        .build();
        if (stream) {
            try (var events = anthropic.messages().createStreaming(ask)) {
                assertThat(events.stream().count()).isPositive();
            }
        } else {
            anthropic.messages().create(ask);
        }
    }

    private static JsonNode row(String job, String columns) throws Exception {
        JsonNode rows =
                fleet.ledger("select " + columns + " from events where job = '" + job + "'");
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, openai-a, false",
        "openai, openai-a, true",
        "openai, anthropic-a, false",
        "openai, anthropic-a, true",
        "anthropic, anthropic-a, false",
        "anthropic, anthropic-a, true",
        "anthropic, openai-a, false",
        "anthropic, openai-a, true"
    })
    void tokensByKindAreTheProvidersFinalWord(String caller, String route, boolean stream)
            throws Exception {
        JsonNode row =
                row(
                        caller + route + stream,
                        "input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,"
                                + " input_provenance, cache_read_provenance, cache_write_provenance,"
                                + " output_provenance, reasoning_provenance, caller_dialect, endpoint, stream,"
                                + " outcome, finish_reason");

        assertThat(row.toString())
                .isEqualTo(
                        "[3,4,3,20,6,\"final\",\"final\",\"final\",\"final\",\"final\",\"%s\",\"%s\",%s,\"succeeded\",\"stop\"]"
                                .formatted(caller, route, stream));
    }

    @ParameterizedTest
    @CsvSource({"openai, openai-b", "anthropic, openai-b", "openai, anthropic-b"})
    void whatTheProviderNeverSaidIsAnEstimate(String caller, String route) throws Exception {
        JsonNode row = row(caller + route + true, "input_provenance, output_provenance, outcome");

        assertThat(row.toString()).isEqualTo("[\"estimated\",\"estimated\",\"succeeded\"]");
    }

    @Test
    void zeroCachedTokensAreSaidToBeZero() throws Exception {
        assertThat(row("zero", "cache_read_tokens, cache_read_provenance").toString())
                .isEqualTo("[0,\"explicit_zero\"]");
    }

    private static void callWithoutACache() {
        openAi.chat()
                .completions()
                .create(
                        ChatCompletionCreateParams.builder()
                                .model("openai-a")
                                .addUserMessage("a [[output=1]]")
                                .putAdditionalHeader("fleetward-job", "zero")
                                .build());
    }

    @Test
    void embeddingsHaveInputAlone() throws Exception {
        assertThat(row("embed", "operation, input_tokens, output_tokens, outcome").toString())
                .isEqualTo("[\"embeddings\",3,0,\"succeeded\"]");
    }

    private static void embed() {
        openAi.embeddings()
                .create(
                        EmbeddingCreateParams.builder()
                                .model("openai-a")
                                .input("a b c")
                                .putAdditionalHeader("fleetward-job", "embed")
                                .build());
    }
}
