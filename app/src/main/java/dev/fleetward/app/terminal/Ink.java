package dev.fleetward.app.terminal;

/// Colours, or none. Immutable.
public enum Ink {
    PLAIN(false),
    COLOURED(true);

    private final boolean coloured;

    Ink(boolean coloured) {
        this.coloured = coloured;
    }

    public String bold(String text) {
        return sgr("1", text);
    }

    public String faint(String text) {
        return sgr("2", text);
    }

    public String red(String text) {
        return sgr("31", text);
    }

    public String green(String text) {
        return sgr("32", text);
    }

    private String sgr(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
