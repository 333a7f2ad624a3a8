package dev.fleetward.app.terminal;

import java.util.ArrayList;
import java.util.List;

/// A table in plain text. Columns of numbers lean right; where the table is wider than the screen,
/// the widest columns of words are cut with an ellipsis. Confined to one thread.
public final class TextTable {
    private static final String GAP = "  ";
    private static final int NARROWEST_WORDS = 8;

    /// How a column leans.
    public enum Column {
        WORDS,
        NUMBERS
    }

    /// One cell; `alarming` cells are red where there are colours.
    public record Cell(String text, boolean alarming) {}

    private final List<String> heads = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    public TextTable words(String head) {
        heads.add(head);
        columns.add(Column.WORDS);
        return this;
    }

    public TextTable numbers(String head) {
        heads.add(head);
        columns.add(Column.NUMBERS);
        return this;
    }

    public TextTable row(List<Cell> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(
                    "row: " + cells.size() + " cells (expected: " + heads.size() + ")");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    public TextTable row(String... cells) {
        List<Cell> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(new Cell(cell, false));
        }
        return row(row);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The lines of the table, none wider than `width` unless the numbers alone are.
    public List<String> render(int width, Ink ink) {
        int[] widths = fit(width);
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            head.append(i == 0 ? "" : GAP).append(pad(heads.get(i), i, widths[i]));
        }
        lines.add(ink.faint(head.toString().stripTrailing()));
        for (List<Cell> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String text = pad(row.get(i).text(), i, widths[i]);
                line.append(i == 0 ? "" : GAP).append(row.get(i).alarming() ? ink.red(text) : text);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int[] fit(int width) {
        int[] widths = new int[heads.size()];
        int total = GAP.length() * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(heads.get(i));
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], length(row.get(i).text()));
            }
            total += widths[i];
        }
        while (total > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (columns.get(i) == Column.WORDS
                        && widths[i] > NARROWEST_WORDS
                        && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }

    private String pad(String text, int column, int width) {
        int length = length(text);
        if (length > width) {
            return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
        }
        String blanks = " ".repeat(width - length);
        return columns.get(column) == Column.NUMBERS ? blanks + text : text + blanks;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
