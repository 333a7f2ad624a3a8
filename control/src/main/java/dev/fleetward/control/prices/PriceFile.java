package dev.fleetward.control.prices;

import dev.fleetward.core.cost.PriceRow;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The form of the price file: comma-separated columns under a header line; `#` begins a comment
/// line. Prices are integers in which `_` may group digits. Stateless.
final class PriceFile {
    private static final List<String> COLUMNS =
            List.of(
                    "provider",
                    "model",
                    "from",
                    "input",
                    "cacheRead",
                    "cacheWrite",
                    "cacheWriteLong",
                    "output",
                    "source");

    /// At most a million dollars per million tokens.
    private static final Pattern PRICE = Pattern.compile("[0-9][0-9_]{0,19}");

    private static final long LARGEST = 1_000_000_000_000_000L;

    private PriceFile() {}

    /// The rows in order. Throws `IllegalArgumentException` whose message begins with the file and
    /// the line.
    static List<PriceRow> parse(String file, String text) {
        List<PriceRow> rows = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        boolean headed = false;
        int line = 0;
        for (String content : text.lines().toList()) {
            line++;
            if (content.isBlank() || content.startsWith("#")) {
                continue;
            }
            String place = file + ":" + line + ": ";
            List<String> cells = cells(content);
            if (!headed) {
                check(cells.equals(COLUMNS), place, content, "the header " + COLUMNS);
                headed = true;
                continue;
            }
            PriceRow row = row(place, cells);
            check(versions.add(row.version()), place, row.version(), "each version once");
            rows.add(row);
        }
        check(headed, file + ": ", "no header", "the header " + COLUMNS);
        return rows;
    }

    private static List<String> cells(String content) {
        List<String> cells = new ArrayList<>();
        for (String cell : content.split(",", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static PriceRow row(String place, List<String> cells) {
        check(
                cells.size() == COLUMNS.size(),
                place,
                cells.size() + " columns",
                COLUMNS.size() + " columns");
        String provider = cells.get(0);
        String model = cells.get(1);
        check(!provider.isEmpty(), place, "provider: empty", "a provider family or *");
        int star = model.indexOf('*');
        check(
                !model.isEmpty() && (star < 0 || (star == model.length() - 1 && star > 0)),
                place,
                "model: \"" + model + "\"",
                "a name, or the beginning of names and a *");
        check(!cells.get(3).isEmpty(), place, "input: empty", "a price");
        check(!cells.get(8).isEmpty(), place, "source: empty", "where the price was published");
        LocalDate from = day(place, cells.get(2));
        String sold = provider.equals(PriceRow.ANY_PROVIDER) ? model : provider + "/" + model;
        return new PriceRow(
                sold + "@" + from,
                provider,
                model,
                from,
                price(place, 3, cells),
                price(place, 4, cells),
                price(place, 5, cells),
                price(place, 6, cells),
                price(place, 7, cells),
                cells.get(8));
    }

    private static LocalDate day(String place, String cell) {
        try {
            return LocalDate.parse(cell);
        } catch (DateTimeParseException notADay) {
            throw new IllegalArgumentException(
                    place + "from: \"" + cell + "\" (expected: a day such as 2026-01-31)", notADay);
        }
    }

    private static long price(String place, int column, List<String> cells) {
        String cell = cells.get(column);
        if (cell.isEmpty()) {
            return PriceRow.UNPRICED;
        }
        String found = COLUMNS.get(column) + ": \"" + cell + "\"";
        String expected = "nano-dollars per million tokens, an integer up to " + LARGEST;
        check(PRICE.matcher(cell).matches(), place, found, expected);
        long price = Long.parseLong(cell.replace("_", ""));
        check(price <= LARGEST, place, found, expected);
        return price;
    }

    private static void check(boolean sound, String place, String found, String expected) {
        if (!sound) {
            throw new IllegalArgumentException(place + found + " (expected: " + expected + ")");
        }
    }
}
