package dev.fleetward.core.cost;

/// How providers name dated snapshots of a model: `gpt-4o-2024-08-06`,
/// `claude-sonnet-4-5-20250929`, `claude-sonnet-4-5@20250929`. Stateless.
final class SnapshotName {
    private static final String DASHED = "-dddd-dd-dd";
    private static final String PLAIN = "-dddddddd";
    private static final String AT = "@dddddddd";

    private SnapshotName() {}

    /// The length of the name before its date; the whole length if it has none.
    static int lengthWithoutDate(String model) {
        if (endsLike(DASHED, model)) {
            return model.length() - DASHED.length();
        }
        if (endsLike(PLAIN, model) || endsLike(AT, model)) {
            return model.length() - PLAIN.length();
        }
        return model.length();
    }

    /// `d` in the shape stands for a digit, all else for itself.
    private static boolean endsLike(String shape, String model) {
        int start = model.length() - shape.length();
        if (start <= 0) {
            return false;
        }
        for (int i = 0; i < shape.length(); i++) {
            char expected = shape.charAt(i);
            char actual = model.charAt(start + i);
            if (expected == 'd' ? actual < '0' || actual > '9' : actual != expected) {
                return false;
            }
        }
        return true;
    }
}
