package dev.fleetward.testbed.minibatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What a scheduler expects of a request's output when it admits it. Confined to one thread.
public interface Foresight {
    /// Expects nothing: output is charged as it is generated.
    Foresight NONE =
            new Foresight() {
                @Override
                public double outputTokens(Request request) {
                    return 0;
                }

                @Override
                public void learn(Request finished) {}
            };

    /// Knows the true length, which no scheduler can.
    Foresight TRUE_LENGTH =
            new Foresight() {
                @Override
                public double outputTokens(Request request) {
                    return request.outputTokens();
                }

                @Override
                public void learn(Request finished) {}
            };

    double outputTokens(Request request);

    void learn(Request finished);

    /// The mean of the client's last outputs, at most `window` of them; 0 for a client's first
    /// request.
    static Foresight recentMean(int window, int clients) {
        return new RecentMean(window, clients);
    }

    /// Confined to one thread.
    final class RecentMean implements Foresight {
        private final int window;
        private final List<ArrayDeque<Integer>> recent = new ArrayList<>();

        private RecentMean(int window, int clients) {
            this.window = window;
            for (int i = 0; i < clients; i++) {
                recent.add(new ArrayDeque<>());
            }
        }

        @Override
        public double outputTokens(Request request) {
            ArrayDeque<Integer> mine = recent.get(request.client());
            double sum = 0;
            for (int tokens : mine) {
                sum += tokens;
            }
            return mine.isEmpty() ? 0 : sum / mine.size();
        }

        @Override
        public void learn(Request finished) {
            ArrayDeque<Integer> mine = recent.get(finished.client());
            if (mine.size() == window) {
                mine.removeFirst();
            }
            mine.addLast(finished.outputTokens());
        }
    }
}
