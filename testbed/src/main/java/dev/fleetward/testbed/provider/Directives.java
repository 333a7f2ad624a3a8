package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.List;

/// What the last user text orders the simulator to do, in words such as `[[output=57]]`. Each is
/// one token like any other word. Immutable.
///
/// @param output tokens to generate; −1 if not said
/// @param thinking how many of them are thinking; −1 if not said
/// @param cached input tokens that a cache is said to hold; −1 if not said
/// @param cacheWrite input tokens said to be written to a cache; −1 if not said
/// @param tools names of tools to call
/// @param toolCalls how many of the offered tools to call, in their order
record Directives(
        int output,
        int thinking,
        int cached,
        int cacheWrite,
        List<String> tools,
        int toolCalls,
        List<Fault> faults) {

    static final Directives NONE = new Directives(-1, -1, -1, -1, List.of(), 0, List.of());

    /// What a call may order of one kind.
    private static final int MOST = 64;

    static Directives read(String text) {
        if (!text.contains("[[")) {
            return NONE;
        }
        int output = -1;
        int thinking = -1;
        int cached = -1;
        int cacheWrite = -1;
        int toolCalls = 0;
        List<String> tools = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        int from = text.indexOf("[[");
        while (from >= 0) {
            int to = text.indexOf("]]", from);
            if (to < 0) {
                break;
            }
            String[] halves = text.substring(from + 2, to).split("=", 2);
            String value = halves.length == 2 ? halves[1] : "";
            switch (halves[0]) {
                case "output" -> output = number(value, output);
                case "thinking" -> thinking = number(value, thinking);
                case "cached" -> cached = number(value, cached);
                case "cache-write" -> cacheWrite = number(value, cacheWrite);
                case "tools" -> toolCalls = Math.min(MOST, number(value, toolCalls));
                case "tool" -> add(tools, value);
                case "fault" -> {
                    for (String name : value.split("\\+", -1)) {
                        Fault fault = Fault.parseOrNull(name);
                        if (fault != null && faults.size() < MOST) {
                            faults.add(fault);
                        }
                    }
                }
                default -> {
                    // Somebody's own double brackets.
                }
            }
            from = text.indexOf("[[", to);
        }
        return new Directives(output, thinking, cached, cacheWrite, tools, toolCalls, faults);
    }

    private static void add(List<String> tools, String value) {
        if (tools.size() < MOST && !value.isEmpty()) {
            tools.add(value);
        }
    }

    private static int number(String text, int otherwise) {
        try {
            int value = Integer.parseInt(text);
            return value < 0 ? otherwise : value;
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }
}
