package dev.fleetward.core.evaluation;

/// Texts of models, shortened for people. Stateless.
final class Words {
    private static final int MOST_SHOWN = 60;

    private Words() {}

    static String shown(String said) {
        String line = said.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.isEmpty()) {
            return "nothing";
        }
        return "\""
                + (line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…")
                + "\"";
    }
}
