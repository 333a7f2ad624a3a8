package dev.fleetward.core.season;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How long each endpoint takes to read a prompt, learned from what it does. Confined to its
/// owner's thread.
///
/// What a first token waits for besides the prompt (queue, network) is never negative and often
/// nearly nothing, so the fastest tenth of the calls of a size shows the reading of it. Prompts are
/// divided by their uncached tokens into sizes that grow by a fifth; between the sizes the curve is
/// straight, it never falls, and it begins at 0: what even the shortest prompts take belongs to the
/// baseline. So an endpoint of which one size alone is known has a curve of 0.
///
/// At most [#MOST_ENDPOINTS]; a new one takes the place of the one that learned nothing for
/// longest.
public final class PrefillModel {
    public static final int MOST_ENDPOINTS = 500;

    /// What is never exceeded by a prediction: an hour.
    public static final long MOST_NANOS = 3_600_000_000_000L;

    private final SequencedMap<String, PrefillCurve> curves = new LinkedHashMap<>();

    /// A call's first token came.
    ///
    /// @param uncachedTokens of the prompt; a negative count is ignored
    public void observe(String endpoint, long uncachedTokens, long firstTokenNanos) {
        if (uncachedTokens >= 0 && firstTokenNanos > 0) {
            curve(endpoint).observe(uncachedTokens, firstTokenNanos);
        }
    }

    private PrefillCurve curve(String endpoint) {
        PrefillCurve curve = curves.remove(endpoint);
        curves.putLast(endpoint, curve == null ? new PrefillCurve() : curve);
        if (curves.size() > MOST_ENDPOINTS) {
            curves.pollFirstEntry();
        }
        return curves.lastEntry().getValue();
    }

    /// How long the endpoint reads at a prompt; 0 of an endpoint of which too little is known.
    public long predictedNanos(String endpoint, long uncachedTokens) {
        PrefillCurve curve = curves.get(endpoint);
        return curve == null
                ? 0
                : Math.clamp(Math.round(curve.at(Math.max(uncachedTokens, 0))), 0, MOST_NANOS);
    }

    /// One endpoint's memory, as it is stored. Immutable, provided that nobody writes into `bytes`.
    public record Row(String endpoint, byte[] bytes) {}

    /// Everything, for a store.
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        curves.forEach((endpoint, curve) -> rows.add(new Row(endpoint, curve.bytes())));
        return rows;
    }

    /// @throws IllegalArgumentException if its bytes are none of a row
    public void restore(Row row) {
        PrefillCurve curve = PrefillCurve.of(row.bytes());
        curve(row.endpoint());
        curves.putLast(row.endpoint(), curve);
    }
}
