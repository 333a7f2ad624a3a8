package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.paper.Experiment.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The paper's synthetic experiments: the arrivals that its generator drew with seed 42, number for
/// number. All lengths are fixed, so only phases and gaps are random.
public enum Suite {
    /// Two clients beyond capacity.
    OVERLOAD {
        @Override
        void draw(Arrivals to) {
            to.uniform(600, -1, 256, 256, 1.5, 3);
        }
    },
    /// Eight clients beyond capacity.
    OVERLOAD_MULTI {
        @Override
        void draw(Arrivals to) {
            to.uniform(360, -1, 256, 256, .4, .4, .4, .6, .6, .6, .6, .6);
        }
    },
    /// Four clients of weights 1 to 4, each beyond its share.
    OVERLOAD_WEIGHTED {
        @Override
        void draw(Arrivals to) {
            to.uniform(360, -1, 256, 256, .4, .8, 1.2, 1.6);
        }

        @Override
        double weight(int client) {
            return client + 1.0;
        }
    },
    /// Two clients below their share and one beyond.
    PROPORTIONAL {
        @Override
        void draw(Arrivals to) {
            to.uniform(600, -1, 256, 256, .25, .5, 1.5);
        }
    },
    /// A light client that comes and goes each minute.
    ON_OFF_LESS {
        @Override
        void draw(Arrivals to) {
            to.uniform(600, 60, 256, 256, .5, 2);
        }
    },
    /// A heavy client that comes and goes each minute.
    ON_OFF_OVERLOAD {
        @Override
        void draw(Arrivals to) {
            to.uniform(600, 60, 256, 256, 2, 3);
        }
    },
    /// Many short requests against few long ones.
    POISSON_SHORT_LONG {
        @Override
        void draw(Arrivals to) {
            to.poisson(600, 8, 64, 64, 1.5, 256, 256);
        }
    },
    /// Long input and short output against the reverse.
    POISSON_SHORT_LONG_2 {
        @Override
        void draw(Arrivals to) {
            to.poisson(600, 8, 512, 32, 1.5, 32, 512);
        }
    },
    /// A steady client and one that grows.
    INCREASE {
        @Override
        void draw(Arrivals to) {
            to.steady(0.5, 600);
            to.growing(0.2, 2, 600);
        }
    },
    /// Five minutes each of on and off, of overload, and of one client beyond its share.
    DIST_SHIFT {
        @Override
        void draw(Arrivals to) {
            to.from(0).uniform(300, 60, 256, 256, .5, 2);
            to.from(300).uniform(300, -1, 256, 256, 1, 1);
            to.from(600).uniform(300, -1, 256, 256, .5, 1.5);
        }
    };

    private static final int SEED = 42;

    abstract void draw(Arrivals to);

    double weight(int client) {
        return 1;
    }

    /// The weights that its clients have, by name; empty if all are 1.
    public Map<String, Double> weights() {
        Map<String, Double> weights = new TreeMap<>();
        Experiment experiment = experiment();
        if (experiment.weighted()) {
            for (int i = 0; i < experiment.clients().size(); i++) {
                weights.put(experiment.clients().get(i), experiment.weights().get(i));
            }
        }
        return weights;
    }

    /// The name on the command line.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace("overload_", "overload-");
    }

    /// The suite of that name; dashes and underscores are the same, and `poisson_` may be left out.
    public static Optional<Suite> ofLabel(String label) {
        String plain = label.toLowerCase(Locale.ROOT).replace('-', '_');
        for (Suite suite : values()) {
            String name = suite.name().toLowerCase(Locale.ROOT);
            if (name.equals(plain) || name.equals("poisson_" + plain)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    public Experiment experiment() {
        Arrivals arrivals = new Arrivals();
        draw(arrivals);
        List<Row> rows = new ArrayList<>();
        for (Row row : arrivals.rows) {
            int client = Integer.parseInt(row.client().substring(1));
            rows.add(
                    new Row(
                            row.atNanos(),
                            row.client(),
                            row.inputTokens(),
                            row.outputTokens(),
                            weight(client)));
        }
        return Experiment.of(label(), rows);
    }

    /// Draws as the paper's generator does, in its order and with its sums. Confined to one thread.
    static final class Arrivals {
        final List<Row> rows = new ArrayList<>();
        private final MersenneTwister random = new MersenneTwister(SEED);
        private double start;

        Arrivals from(double seconds) {
            start = seconds;
            return this;
        }

        /// Clients at even gaps from a random phase; the first one pauses in every second `onOff`
        /// seconds unless that is negative.
        void uniform(double seconds, int onOff, int input, int output, double... rates) {
            for (int client = 0; client < rates.length; client++) {
                int requests = (int) (rates[client] * seconds);
                double at = start + random.uniform() / rates[client];
                for (int i = 0; i < requests; i++) {
                    at += 1 / rates[client];
                    boolean off = onOff > 0 && client == 0 && (int) Math.floor(at / onOff) % 2 == 1;
                    if (!off) {
                        add(at, client, input, output);
                    }
                }
            }
        }

        /// Two clients that share one Poisson process.
        void poisson(
                double seconds,
                double rate0,
                int input0,
                int output0,
                double rate1,
                int input1,
                int output1) {
            int requests = (int) ((rate0 + rate1) * seconds);
            boolean[] second = new boolean[requests];
            for (int i = 0; i < requests; i++) {
                second[i] = random.uniform() > rate0 / (rate0 + rate1);
            }
            double at = 0;
            for (int i = 0; i < requests; i++) {
                at += random.exponential() * (1 / (rate0 + rate1));
                if (second[i]) {
                    add(at, 1, input1, output1);
                } else {
                    add(at, 0, input0, output0);
                }
            }
        }

        void steady(double rate, double seconds) {
            double at = 0;
            for (int i = 0; i < (int) (rate * seconds); i++) {
                at += 1 / rate;
                add(at, 0, 256, 256);
            }
        }

        void growing(double startRate, double endRate, double seconds) {
            double at = 0;
            for (int i = 0; i < (int) (0.5 * (startRate + endRate) * seconds); i++) {
                at += 1 / (startRate + (endRate - startRate) * at / seconds);
                add(at, 1, 256, 256);
            }
        }

        private void add(double at, int client, int input, int output) {
            rows.add(new Row(Math.round(at * 1e9), "c" + client, input, output, 1));
        }
    }
}
