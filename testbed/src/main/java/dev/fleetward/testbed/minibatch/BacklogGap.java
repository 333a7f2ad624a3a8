package dev.fleetward.testbed.minibatch;

/// Measures how far apart in service any two clients drift while both always have a request
/// waiting: the largest |W_f − W_g| over any such pair and any such interval, where W is service
/// divided by weight. The Virtual Token Counter's Theorem 4.4 bounds it. Confined to one thread.
final class BacklogGap {
    private final double[] weights;
    private final double[] service;
    private final int[] waiting;
    private final int clients;

    /// For each pair, the extremes of W_f − W_g since both are backlogged.
    private final double[] low;

    private final double[] high;
    private final boolean[] both;
    private double largest;

    BacklogGap(double[] weights) {
        this.weights = weights;
        clients = weights.length;
        service = new double[clients];
        waiting = new int[clients];
        low = new double[clients * clients];
        high = new double[clients * clients];
        both = new boolean[clients * clients];
    }

    double largest() {
        return largest;
    }

    void arrived(Request request) {
        if (waiting[request.client()]++ == 0) {
            observe();
        }
    }

    void admitted(Request request) {
        waiting[request.client()]--;
        served(request, Request.INPUT_WEIGHT * request.inputTokens());
        observe();
    }

    /// Adds service without looking; [#observe] follows when the step is over.
    void served(Request request, long tokens) {
        service[request.client()] += tokens / weights[request.client()];
    }

    void observe() {
        for (int f = 0; f < clients; f++) {
            for (int g = f + 1; g < clients; g++) {
                int pair = f * clients + g;
                if (waiting[f] == 0 || waiting[g] == 0) {
                    both[pair] = false;
                    continue;
                }
                double gap = service[f] - service[g];
                if (!both[pair]) {
                    both[pair] = true;
                    low[pair] = gap;
                    high[pair] = gap;
                } else if (gap < low[pair]) {
                    low[pair] = gap;
                } else if (gap > high[pair]) {
                    high[pair] = gap;
                }
                largest = Math.max(largest, high[pair] - low[pair]);
            }
        }
    }
}
