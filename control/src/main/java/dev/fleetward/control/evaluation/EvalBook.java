package dev.fleetward.control.evaluation;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.unit.Percent;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of runs, in the control store. Thread-safe; blocks.
public final class EvalBook {
    /// Results that are kept.
    public static final int KEPT = 10_000;

    private final ControlStore store;

    public EvalBook(ControlStore store) {
        this.store = store;
    }

    /// Keeps a result: on the disk on return.
    public void add(EvalResult result) throws StoreUnavailable {
        store.write(rows -> {
            rows.update(
                    "INSERT INTO evaluation (number, run, suite, route, feature, endpoint, region,"
                            + " version, verdict, passed, samples, planned, threshold_ppm, moment,"
                            + " actor, at_micros) SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?,"
                            + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM evaluation",
                    result.run(),
                    result.suite(),
                    result.route(),
                    result.feature(),
                    result.endpoint(),
                    result.region(),
                    result.version(),
                    result.verdict().label(),
                    result.rate().passed(),
                    result.rate().samples(),
                    result.planned(),
                    result.threshold().partsPerMillion(),
                    result.moment(),
                    result.actor(),
                    result.wallMicros());
            return rows.update(
                    "DELETE FROM evaluation WHERE number <= (SELECT MAX(number) FROM evaluation) - ?",
                    KEPT);
        });
    }

    /// The latest results, newest first.
    ///
    /// @param suite only of this suite; null for all
    /// @param route only of this route; null for all
    /// @param endpoint only of this endpoint; null for all
    /// @param version only of this version; null for all
    public List<EvalResult> latest(
            @Nullable String suite,
            @Nullable String route,
            @Nullable String endpoint,
            @Nullable String version,
            int limit)
            throws StoreUnavailable {
        return store.read(rows ->
                rows.known(
                        "SELECT * FROM evaluation WHERE (? IS NULL OR suite = ?)"
                                + " AND (? IS NULL OR route = ?)"
                                + " AND (? IS NULL OR endpoint = ?)"
                                + " AND (? IS NULL OR version = ?)"
                                + " ORDER BY number DESC LIMIT ?",
                        EvalBook::result,
                        suite,
                        suite,
                        route,
                        route,
                        endpoint,
                        endpoint,
                        version,
                        version,
                        limit));
    }

    private static EvalResult result(Row row) throws SQLException {
        return new EvalResult(
                row.text("run"),
                row.text("suite"),
                row.text("route"),
                row.text("feature"),
                row.text("endpoint"),
                row.textOrNull("region"),
                row.textOrNull("version"),
                new PassRate((int) row.number("passed"), (int) row.number("samples")),
                (int) row.number("planned"),
                new Percent((int) row.number("threshold_ppm")),
                row.textOrNull("moment"),
                row.text("actor"),
                row.number("at_micros"));
    }
}
