package dev.fleetward.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void countsEveryEventOfEveryStreamAndNothingElse() throws InterruptedException {
        int streams = 20;
        int chunks = 10;
        try (MockProvider provider = new MockProvider();
                StreamLoad load = new StreamLoad(target(provider.port()), streams, chunks, 1)) {
            load.awaitFlowing(LIMIT);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (load.finished() < streams && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }

            assertThat(load.finished()).isEqualTo(streams);
            assertThat(load.failures()).isZero();
            // The chunk with the role comes first; the finish, the usage and [DONE] come last.
            assertThat(load.events()).isEqualTo((long) streams * (1 + chunks + 3));
        }
    }

    @Test
    void holdsTheRateAndMeasuresEveryCallAfterTheWarmUp() throws InterruptedException {
        try (MockProvider provider = new MockProvider()) {
            OpenLoop.Result result =
                    OpenLoop.run(
                            target(provider.port()),
                            1_000,
                            8,
                            Duration.ofMillis(200),
                            Duration.ofMillis(800));

            assertThat(result.failed()).isZero();
            assertThat(result.latency().getTotalCount()).isEqualTo(800);
            assertThat(result.latency().getMinValue()).isPositive();
        }
    }

    @Test
    void refusesToWaitForStreamsThatCannotBeOpened() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (StreamLoad load = new StreamLoad(target(closed), 2, 1, 1)) {
            assertThatThrownBy(() -> load.awaitFlowing(LIMIT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0 of 2 streams flow");
        }
    }

    private static Target target(int port) {
        return new Target("direct", port, "unused");
    }
}
