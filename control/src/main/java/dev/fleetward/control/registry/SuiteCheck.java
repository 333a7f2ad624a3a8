package dev.fleetward.control.registry;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One thing that an answer has to be: exactly one of its keys. Immutable.
@Doc("What an answer has to be; exactly one key.")
public record SuiteCheck(
        @Doc("The text has this in it.") @Nullable Passage contains,
        @Doc("This regular expression is found in the text.") @Nullable String matches,
        @Doc(value = "The text is this, but for white space at both ends.", key = "equals")
                @Nullable Passage exactly,
        @Doc("The text is JSON that fits this schema.") @Nullable JsonTree json,
        @Doc("This tool is called.") @Nullable SuiteToolCheck tool,
        @Doc("It has at most so many tokens.") @Nullable Count maxOutputTokens,
        @Doc("The first token comes within this time.") @Nullable Duration firstToken,
        @Doc("`true`: it is no refusal.") @Nullable Boolean notRefused) {

    public SuiteCheck {
        long given =
                Stream.of(
                                contains,
                                matches,
                                exactly,
                                json,
                                tool,
                                maxOutputTokens,
                                firstToken,
                                notRefused)
                        .filter(Objects::nonNull)
                        .count();
        String broken = matches == null ? null : broken(matches);
        new Expect()
                .that(
                        "check",
                        given == 1,
                        given + " of its keys have a value",
                        "exactly one of contains, matches, equals, json, tool, maxOutputTokens,"
                                + " firstToken, notRefused: true")
                .that(
                        "matches",
                        broken == null,
                        "\"" + matches + "\": " + broken,
                        "a regular expression")
                .that(
                        "notRefused",
                        notRefused == null || notRefused,
                        "false",
                        "true, or no such check")
                .count("maxOutputTokens", maxOutputTokens, 0, SuiteDefaults.MOST_TOKENS)
                .time("firstToken", firstToken, Duration.ofMillis(1), Duration.ofMinutes(10))
                .orThrow();
    }

    private static @Nullable String broken(String regex) {
        try {
            Pattern.compile(regex);
            return null;
        } catch (PatternSyntaxException wrong) {
            return wrong.getDescription();
        }
    }
}
