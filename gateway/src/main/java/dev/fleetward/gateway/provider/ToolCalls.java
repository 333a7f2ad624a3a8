package dev.fleetward.gateway.provider;

import dev.fleetward.core.call.FinishReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tool calls in the choices of one answer of the `openai` dialect, whole or in fragments, and
/// whether their arguments are sound; and what else of a choice is told to a listener once its
/// index is known. An answer without tools costs nothing. Confined to the event loop of its call.
///
/// 1. Arguments that no continuation can make JSON break the answer at once.
/// 2. Arguments that are not whole break it when their choice finishes, unless it was cut short by
///    a limit or a filter: whoever reads that reason knows not to run the call.
/// 3. A new id at a place begins a new call: some servers give all of them index 0.
final class ToolCalls {
    /// The most calls that may be under way in one stream.
    static final int MOST_CALLS = 256;

    /// The place of the one call of the older `function_call` form.
    static final long ONLY = -1;

    private record Fragment(long place, String id, OpenAiChoices.Function function) {}

    private record Place(long choice, long call) {}

    private static final class Running {
        private String id;
        private final ToolArguments arguments = new ToolArguments();
        private final AnswerListener.ToolCall heard;

        Running(String id, AnswerListener.ToolCall heard) {
            this.id = id;
            this.heard = heard;
        }
    }

    private final AnswerListener listener;
    private @Nullable List<Fragment> fragments;
    private @Nullable Map<Place, Running> running;
    private boolean broken;

    // Of the choice at hand.
    private @Nullable String text;
    private boolean untold;
    private boolean refused;

    ToolCalls(AnswerListener listener) {
        this.listener = listener;
    }

    /// Whether the answer holds a tool call that cannot be run.
    boolean isBroken() {
        return broken;
    }

    /// Notes arguments in the choice at hand, whose index may not have been read yet.
    void fragment(long place, @Nullable String id, OpenAiChoices.Function function) {
        if (fragments == null) {
            fragments = new ArrayList<>();
        }
        fragments.add(new Fragment(place, id == null ? "" : id, function));
    }

    boolean wantsText() {
        return listener.wantsText();
    }

    /// Notes text of the choice at hand.
    void text(String piece) {
        text = text == null ? piece : text + piece;
    }

    /// The choice at hand holds text in a form that is not told.
    void untold() {
        untold = true;
    }

    /// The choice at hand declines.
    void refused() {
        refused = true;
    }

    private void tell(long choice) {
        if (text != null) {
            listener.text(choice, text);
            text = null;
        }
        if (untold) {
            listener.untold(choice);
            untold = false;
        }
        if (refused) {
            listener.refused(choice);
            refused = false;
        }
    }

    /// The choice at hand has been read.
    ///
    /// @param finish why it ended, or null if it goes on
    void choiceRead(long choice, @Nullable FinishReason finish) {
        tell(choice);
        if (fragments != null) {
            for (Fragment fragment : fragments) {
                add(new Place(choice, fragment.place), fragment);
            }
            fragments = null;
        }
        if (finish != null) {
            listener.finished(choice, finish);
        }
        if (finish != null && running != null) {
            running.entrySet()
                    .removeIf(call -> {
                        boolean ended = call.getKey().choice == choice;
                        if (ended) {
                            end(call.getValue(), finish);
                        }
                        return ended;
                    });
        }
    }

    /// The answer is over.
    ///
    /// @param finish why, as far as that was said
    void answerRead(@Nullable FinishReason finish) {
        if (running != null) {
            running.values().forEach(call -> end(call, finish));
            running = null;
        }
    }

    private void add(Place place, Fragment fragment) {
        if (running == null) {
            running = new HashMap<>();
        }
        Running call = running.get(place);
        boolean isNew =
                call == null
                        || (!fragment.id.isEmpty()
                                && !call.id.isEmpty()
                                && !fragment.id.equals(call.id));
        if (call != null && isNew) {
            end(call, null);
        }
        if (call == null || isNew) {
            call = new Running(fragment.id, listener.toolCall(place.choice));
            running.put(place, call);
            broken |= running.size() > MOST_CALLS;
        } else if (call.id.isEmpty()) {
            call.id = fragment.id;
        }
        OpenAiChoices.Function function = fragment.function;
        broken |= !call.arguments.add(function.arguments());
        call.heard.name(function.name());
        call.heard.arguments(function.arguments());
        if (!function.told()) {
            call.heard.untold();
        }
    }

    private void end(Running call, @Nullable FinishReason finish) {
        boolean whole = call.arguments.end();
        broken |= !whole && !(finish != null && FinishWords.cutsShort(finish));
    }
}
