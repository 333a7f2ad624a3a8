package dev.fleetward.gateway.judge;

/// How deep JSON is nested, before anything is built from it. Stateless.
final class Depth {
    private Depth() {}

    /// Whether `text`, if it is JSON, is nested deeper than `most`.
    static boolean exceeds(String text, int most) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                if (++depth > most) {
                    return true;
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return false;
    }
}
