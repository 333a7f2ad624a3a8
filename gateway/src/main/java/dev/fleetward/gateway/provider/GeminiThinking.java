package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.chat.Reasoning;
import dev.fleetward.gateway.wire.JsonText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much thinking is asked of a Gemini. Models up to the second generation take a budget of
/// tokens, later ones a level; a name that tells no generation is taken for a later one. No state.
final class GeminiThinking {
    private static final Pattern GENERATION = Pattern.compile("(?:.*/)?gemini-(\\d{1,3})\\b.*");
    private static final int LAST_WITH_BUDGETS = 2;

    /// The model decides.
    private static final long DYNAMIC = -1;

    private static final long LOW_TOKENS = 1_024;
    private static final long MEDIUM_TOKENS = 8_192;
    private static final long HIGH_TOKENS = 24_576;

    private GeminiThinking() {}

    /// Whether a model takes levels, and signs its function calls so that it must have the
    /// signatures back.
    static boolean isLater(String model) {
        Matcher matcher = GENERATION.matcher(model);
        return !matcher.matches() || Integer.parseInt(matcher.group(1)) > LAST_WITH_BUDGETS;
    }

    /// Writes `thinkingConfig` into a generation config. What was thought is shown where the caller
    /// speaks of thinking, and not where it only names an effort. Later models cannot do without:
    /// the lowest level that all of them have stands for that, and the highest for more.
    static void write(Reasoning reasoning, String model, JsonText out) {
        boolean later = isLater(model);
        Long budget = budget(reasoning, later);
        String level = later && budget == null ? level(reasoning) : null;
        boolean shown =
                reasoning.mode() == Reasoning.Mode.BUDGET
                        || reasoning.mode() == Reasoning.Mode.ADAPTIVE;
        if (budget == null && level == null && !shown) {
            return;
        }
        out.name("thinkingConfig").object();
        if (budget != null) {
            out.name("thinkingBudget").number(budget);
        }
        if (level != null) {
            out.name("thinkingLevel").string(level);
        }
        if (shown) {
            out.name("includeThoughts").bool(true);
        }
        out.endObject();
    }

    private static @Nullable Long budget(Reasoning reasoning, boolean later) {
        if (reasoning.mode() == Reasoning.Mode.BUDGET) {
            return reasoning.budgetTokens();
        }
        if (later) {
            return null;
        }
        if (reasoning.mode() == Reasoning.Mode.OFF) {
            return 0L;
        }
        return switch (reasoning.effort()) {
            case null -> DYNAMIC;
            case MINIMAL, LOW -> LOW_TOKENS;
            case MEDIUM -> MEDIUM_TOKENS;
            case HIGH, XHIGH, MAX -> HIGH_TOKENS;
        };
    }

    private static @Nullable String level(Reasoning reasoning) {
        if (reasoning.mode() == Reasoning.Mode.OFF) {
            return "LOW";
        }
        return switch (reasoning.effort()) {
            case null -> null;
            case MINIMAL, LOW -> "LOW";
            case MEDIUM -> "MEDIUM";
            case HIGH, XHIGH, MAX -> "HIGH";
        };
    }
}
