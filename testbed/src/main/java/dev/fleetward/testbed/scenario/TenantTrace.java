package dev.fleetward.testbed.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Clients of a real provider over two weeks (ServeGen, m-small): how often each called in every
/// ten minutes and how unevenly, and the quantiles of its lengths. Those whose lengths are not told
/// are left out. Immutable.
record TenantTrace(List<Client> clients) {
    static final String RATES = "traces/servegen/language_m-small.csv";
    static final String LENGTHS = "traces/servegen/language_m-small_lengths.csv";
    static final double WINDOW_SECONDS = 600;
    private static final double[] SHARES = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};
    private static final int FIRST_QUANTILE = 4;

    /// @param windows by their start in seconds
    /// @param input quantiles of the prompt, by the time from which they hold
    /// @param output the same of the answer
    record Client(
            String name,
            NavigableMap<Long, Window> windows,
            NavigableMap<Long, Lengths> input,
            NavigableMap<Long, Lengths> output) {

        int inputTokens(long atSeconds, SplittableRandom random) {
            return lengths(input, atSeconds).draw(random);
        }

        int outputTokens(long atSeconds, SplittableRandom random) {
            return lengths(output, atSeconds).draw(random);
        }

        /// What it may declare as the most that it wants.
        int longestOutput(long atSeconds) {
            return lengths(output, atSeconds).longest();
        }

        double meanTokens(long atSeconds) {
            return lengths(input, atSeconds).mean + lengths(output, atSeconds).mean;
        }

        private static Lengths lengths(NavigableMap<Long, Lengths> all, long atSeconds) {
            Map.Entry<Long, Lengths> entry = all.floorEntry(atSeconds);
            return (entry == null ? all.firstEntry() : entry).getValue();
        }
    }

    /// @param rate calls per second
    /// @param gaps the form of what lies between two calls
    record Window(double rate, Gaps gaps) {}

    /// @param quantiles at [#SHARES]
    record Lengths(double mean, List<Double> quantiles) {
        int draw(SplittableRandom random) {
            double share = random.nextDouble();
            int above = 0;
            while (above < SHARES.length && SHARES[above] < share) {
                above++;
            }
            double value;
            if (above == 0) {
                value = quantiles.getFirst();
            } else if (above == SHARES.length) {
                value = quantiles.getLast();
            } else {
                double part = (share - SHARES[above - 1]) / (SHARES[above] - SHARES[above - 1]);
                double low = quantiles.get(above - 1);
                value = low + part * (quantiles.get(above) - low);
            }
            return (int) Math.max(1, Math.round(value));
        }

        int longest() {
            return (int) Math.max(1, Math.ceil(quantiles.getLast()));
        }
    }

    TenantTrace {
        clients = List.copyOf(clients);
    }

    /// @throws IOException if a file cannot be read
    static TenantTrace read(Path rates, Path lengths) throws IOException {
        Map<String, NavigableMap<Long, Window>> windows = new TreeMap<>();
        for (String[] cells : rows(rates)) {
            windows.computeIfAbsent(cells[0], client -> new TreeMap<>())
                    .put(
                            (long) Double.parseDouble(cells[1]),
                            new Window(
                                    Double.parseDouble(cells[2]),
                                    Gaps.of(cells[4], Double.parseDouble(cells[5]))));
        }
        Map<String, NavigableMap<Long, Lengths>> input = new TreeMap<>();
        Map<String, NavigableMap<Long, Lengths>> output = new TreeMap<>();
        for (String[] cells : rows(lengths)) {
            List<Double> quantiles = new ArrayList<>();
            for (int i = FIRST_QUANTILE; i < FIRST_QUANTILE + SHARES.length; i++) {
                quantiles.add(Double.parseDouble(cells[i]));
            }
            (cells[2].equals("input_tokens") ? input : output)
                    .computeIfAbsent(cells[0], client -> new TreeMap<>())
                    .put(
                            (long) Double.parseDouble(cells[1]),
                            new Lengths(Double.parseDouble(cells[3]), quantiles));
        }
        List<Client> clients = new ArrayList<>();
        windows.forEach((name, of) -> {
            NavigableMap<Long, Lengths> in = input.get(name);
            NavigableMap<Long, Lengths> out = output.get(name);
            if (in != null && out != null) {
                clients.add(new Client("client-" + name, of, in, out));
            }
        });
        return new TenantTrace(clients);
    }

    private static List<String[]> rows(Path file) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && Character.isDigit(line.charAt(0))) {
                rows.add(line.strip().split(",", -1));
            }
        }
        return rows;
    }

    /// All tokens that were asked for in the two weeks, on average.
    double tokens() {
        double tokens = 0;
        for (Client client : clients) {
            for (Map.Entry<Long, Window> window : client.windows.entrySet()) {
                tokens +=
                        window.getValue().rate
                                * WINDOW_SECONDS
                                * client.meanTokens(window.getKey());
            }
        }
        return tokens;
    }

    /// The length of the two weeks in seconds.
    double seconds() {
        long last = 0;
        for (Client client : clients) {
            last = Math.max(last, client.windows.lastKey());
        }
        return last + WINDOW_SECONDS;
    }
}
