package dev.fleetward.control.registry;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One case of a suite. Immutable.
@Doc("A case: what is asked, and what the answer has to be.")
public record SuiteCase(
        @Doc("Its name in the report.") String name,
        @Doc("What the user says; or `messages`.") @Nullable Passage prompt,
        @Doc("A conversation; or `prompt`.") List<SuiteMessage> messages,
        @Doc("The tools on offer.") List<SuiteTool> tools,
        @Doc("The form of the answer, as OpenAI's `response_format`.")
                @Nullable JsonTree responseFormat,
        @Doc("The temperature.") @Nullable BigDecimal temperature,
        @Doc("The most output tokens.") @Nullable Count maxTokens,
        @Doc("How often it is asked of each endpoint.") @Nullable Count samples,
        @Doc("What the answer has to be; all of it.") List<SuiteCheck> checks) {

    private static final int MOST = 100;

    public SuiteCase {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        checks = List.copyOf(checks);
        new Expect()
                .that("name", name.length() <= 100, name.length() + " characters", "at most 100")
                .that(
                        "prompt",
                        prompt != null ^ !messages.isEmpty(),
                        prompt == null ? "missing" : "besides messages",
                        "either prompt or messages")
                .that(
                        "temperature",
                        temperature == null || temperature.compareTo(SuiteDefaults.HOTTEST) <= 0,
                        String.valueOf(temperature),
                        "0..2")
                .count("maxTokens", maxTokens, 1, SuiteDefaults.MOST_TOKENS)
                .count("samples", samples, 1, SuiteDefaults.MOST_SAMPLES)
                .number("messages", messages.size(), 0, MOST)
                .number("tools", tools.size(), 0, MOST)
                .number("checks", checks.size(), 1, MOST)
                .orThrow();
    }

    /// The same case with the suite's number of samples.
    SuiteCase withoutSamples() {
        return new SuiteCase(
                name,
                prompt,
                messages,
                tools,
                responseFormat,
                temperature,
                maxTokens,
                null,
                checks);
    }
}
