package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.core.quota.fit.Fit;

/// A [Fit] as JSON. Stateless. Parts are fractions, 0 to 1; tokens are per minute.
final class FitView {
    private FitView() {}

    static Object of(Fit fit) {
        Fit.Outcome outcome = fit.outcome();
        double asked = fit.fresh().load().tokens();
        return members(
                "fits", fit.fits(),
                "served", outcome.served(),
                "tightest", outcome.tightest(),
                "kept", outcome.kept(),
                "servedTokens", asked * outcome.served(),
                "waitingTokens", asked * (1 - outcome.served()),
                "losses", fit.losses().stream().map(FitView::loss).toList(),
                "others",
                        fit.after().stream()
                                .filter(other -> other.asked().requests() > 0)
                                .map(FitView::outcome)
                                .toList());
    }

    private static Object loss(Fit.Loss loss) {
        return members(
                "feature", loss.feature(),
                "class", loss.callClass().label(),
                "servedBefore", loss.servedBefore(),
                "servedAfter", loss.servedAfter(),
                "tokens", loss.tokensPerMinute(),
                "tightest", loss.tightest());
    }

    private static Object outcome(Fit.Outcome outcome) {
        return members(
                "feature", outcome.feature(),
                "class", outcome.callClass().label(),
                "requests", outcome.asked().requests(),
                "tokens", outcome.asked().tokens(),
                "served", outcome.served(),
                "kept", outcome.kept(),
                "tightest", outcome.tightest());
    }
}
