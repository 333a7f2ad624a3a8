package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.admin.LedgerQueries.QueryRefused;
import dev.fleetward.control.admin.LedgerQueries.Table;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.fit.Claim;
import dev.fleetward.core.quota.fit.Fit;
import dev.fleetward.core.quota.fit.Load;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds a new load against what the ledger knows of a pool at that time of day: once with what is
/// usual in a minute (the median of each feature), once with busy minutes (the 95th percentile of
/// each, as if all were busy at once). Confined to one request.
final class FitAnswer {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /// Where nobody knows how long calls take.
    private static final double ASSUMED_FIRST_TOKEN_SECONDS = 1;

    private static final double ASSUMED_TOKEN_SECONDS = 0.02;

    private final FleetSnapshot snapshot;
    private final Pool pool;
    private final LedgerQueries ledger;
    private final Instant now;

    FitAnswer(FleetSnapshot snapshot, Pool pool, LedgerQueries ledger, Instant now) {
        this.snapshot = snapshot;
        this.pool = pool;
        this.ledger = ledger;
        this.now = now;
    }

    Object of(FitQuestion asked) throws IOException, QueryRefused {
        Feature feature = snapshot.features().get(asked.feature());
        CallClass callClass =
                asked.callClass() != null
                        ? asked.callClass()
                        : feature == null ? CallClass.STANDARD : feature.callClass();
        List<Instant> windows = windows(asked);
        Table recorded =
                ledger.load(
                        pool.name(),
                        windows,
                        WINDOW,
                        pool.accounting() != Accounting.ANTHROPIC,
                        declaredOutputCounts(pool.accounting()));
        Table pace = ledger.pace(pool.name(), windows.getLast(), now);
        boolean paced = number(pace, 0, "token_seconds", -1) >= 0;
        double firstToken =
                number(pace, 0, "first_token_seconds", paced ? 0 : ASSUMED_FIRST_TOKEN_SECONDS);
        double perToken = number(pace, 0, "token_seconds", ASSUMED_TOKEN_SECONDS);
        double seconds = firstToken + perToken * asked.output();
        Claim fresh =
                new Claim(
                        asked.feature(),
                        callClass,
                        Load.ofCalls(
                                asked.callsPerMinute(), asked.input(), asked.output(), seconds));
        Fit usual = fit(recorded, "_p50", fresh);
        Fit busy = fit(recorded, "_p95", fresh);
        String neverFits = Fit.neverFits(pool, asked.input(), asked.output());
        return members(
                "feature", asked.feature(),
                "known", feature != null,
                "class", callClass.label(),
                "pool", pool.name(),
                "at", windows.getFirst().toString(),
                "windowMinutes", WINDOW.toMinutes(),
                "daysRecorded", Math.round(number(recorded, 0, "days", 0)),
                "minutesRecorded", Math.round(number(recorded, 0, "minutes", 0)),
                "secondsPerCall", seconds,
                "secondsAssumed", !paced,
                "neverFits", neverFits,
                "verdict", verdict(neverFits, usual, busy),
                "usual", FitView.of(usual),
                "busy", FitView.of(busy));
    }

    private static String verdict(@Nullable String neverFits, Fit usual, Fit busy) {
        if (neverFits != null) {
            return "never-fits";
        }
        return busy.fits() ? "fits" : usual.fits() ? "fits-usually" : "does-not-fit";
    }

    /// The hour of day on each of the last days, those that have begun.
    private List<Instant> windows(FitQuestion asked) {
        List<Instant> windows = new ArrayList<>();
        Instant start = asked.at();
        while (start.isAfter(now)) {
            start = start.minus(DAY);
        }
        for (int day = 0; day < asked.days(); day++) {
            windows.add(start.minus(DAY.multipliedBy(day)));
        }
        return windows;
    }

    /// Such providers deduct what a call declares when it is admitted, and give nothing back.
    private static boolean declaredOutputCounts(Accounting accounting) {
        return switch (accounting) {
            case OPENAI, AZURE_PAYG -> true;
            case PLAIN, ANTHROPIC, AZURE_PTU, BEDROCK, VERTEX, SELF_HOSTED -> false;
        };
    }

    private Fit fit(Table recorded, String quantile, Claim fresh) {
        List<Claim> claims = new ArrayList<>();
        for (int row = 0; row < recorded.rows().size(); row++) {
            claims.add(
                    new Claim(
                            text(recorded, row, "feature"),
                            CallClass.ofLabel(text(recorded, row, "class"))
                                    .orElse(CallClass.STANDARD),
                            new Load(
                                    number(recorded, row, "requests" + quantile, 0),
                                    number(recorded, row, "input" + quantile, 0),
                                    number(recorded, row, "output" + quantile, 0),
                                    number(recorded, row, "concurrent" + quantile, 0),
                                    number(recorded, row, "kv" + quantile, 0))));
        }
        return Fit.of(pool, shares(), snapshot.classes(), claims, fresh);
    }

    private Map<String, Share> shares() {
        Map<String, Share> shares = new HashMap<>();
        snapshot.features()
                .forEach((name, feature) -> {
                    Share share = feature.shares().get(pool.name());
                    if (share != null) {
                        shares.put(name, share);
                    }
                });
        return shares;
    }

    private static String text(Table table, int row, String column) {
        return String.valueOf(table.rows().get(row).get(table.columns().indexOf(column)));
    }

    private static double number(Table table, int row, String column, double absent) {
        int at = table.columns().indexOf(column);
        return at >= 0
                        && row < table.rows().size()
                        && table.rows().get(row).get(at) instanceof Number number
                ? number.doubleValue()
                : absent;
    }
}
