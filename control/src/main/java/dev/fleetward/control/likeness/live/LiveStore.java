package dev.fleetward.control.likeness.live;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.region.likeness.FalseAlarms;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Stream;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the comparisons of live traffic know, in the control store. Thread-safe; blocks.
final class LiveStore {
    private final ControlStore store;
    private final int mostRows;

    LiveStore(ControlStore store, FalseAlarms allowed) {
        this.store = store;
        this.mostRows = allowed.comparisons() * Signal.values().length;
    }

    /// @param untilMicros the end of the last call that was compared, or −1
    record Kept(List<LikenessBook.Row> rows, long untilMicros, long keptMicros) {
        static final Kept NOTHING = new Kept(List.of(), -1, -1);
    }

    Kept read() throws StoreUnavailable {
        return store.read(rows -> {
            List<LikenessBook.Row> tests =
                    rows.known("SELECT * FROM likeness_test LIMIT ?", LiveStore::row, mostRows);
            return rows.first(
                            "SELECT * FROM likeness_until WHERE id = 1",
                            row ->
                                    new Kept(
                                            tests,
                                            row.number("until_micros"),
                                            row.number("kept_micros")))
                    .orElse(Kept.NOTHING);
        });
    }

    /// Keeps all of it or nothing: a part would compare calls with the wealth of another moment.
    void keep(
            List<LikenessBook.Row> tests,
            Collection<Stream> gone,
            long untilMicros,
            long wallMicros)
            throws StoreUnavailable {
        store.write(rows -> {
            for (LikenessBook.Row test : tests) {
                add(rows, test);
            }
            for (Stream stream : gone) {
                rows.update(
                        "DELETE FROM likeness_test WHERE model = ? AND feature = ? AND prompts = ?",
                        stream.model(),
                        stream.feature(),
                        stream.promptBucket());
            }
            return rows.update(
                    "INSERT INTO likeness_until (id, until_micros, kept_micros) VALUES (1, ?, ?) ON"
                            + " CONFLICT (id) DO UPDATE SET until_micros = excluded.until_micros,"
                            + " kept_micros = excluded.kept_micros",
                    untilMicros,
                    wallMicros);
        });
    }

    private static void add(Transaction rows, LikenessBook.Row test) throws SQLException {
        rows.update(
                "INSERT INTO likeness_test (model, feature, prompts, region, other, signal,"
                        + " numbers, seen_micros) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT"
                        + " (model, feature, prompts, region, other, signal) DO UPDATE SET numbers"
                        + " = excluded.numbers, seen_micros = excluded.seen_micros",
                test.stream().model(),
                test.stream().feature(),
                test.stream().promptBucket(),
                test.region(),
                text(test.other()),
                test.signal().name().toLowerCase(Locale.ROOT),
                encoded(test.numbers()),
                test.seenMicros());
    }

    /// Forgets everything.
    void clear() throws StoreUnavailable {
        store.write(rows -> rows.update("DELETE FROM likeness_test"));
    }

    private static LikenessBook.Row row(Row row) throws SQLException {
        String other = row.text("other");
        return new LikenessBook.Row(
                new Stream(row.text("model"), row.text("feature"), row.text("prompts")),
                row.text("region"),
                other.isEmpty() ? null : other,
                Signal.valueOf(row.text("signal").toUpperCase(Locale.ROOT)),
                row.number("seen_micros"),
                decoded(row.text("numbers")));
    }

    private static String text(@Nullable String other) {
        return other == null ? "" : other;
    }

    private static String encoded(List<Double> numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * Double.BYTES);
        numbers.forEach(bytes::putDouble);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static List<Double> decoded(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        List<Double> numbers = new ArrayList<>(bytes.remaining() / Double.BYTES);
        while (bytes.remaining() >= Double.BYTES) {
            numbers.add(bytes.getDouble());
        }
        return numbers;
    }
}
