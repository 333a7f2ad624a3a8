package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A disk that runs full under the event log and the ledger. Needs the right to mount a small disk
/// in memory, and is skipped without.
class FullDiskTest {
    private static final String LOG =
            "limits: { eventSegment: 128KiB, eventSegments: 8 }\nevents: { whenFull: refuse }";

    private final TestFleet fleet;
    private final Path data;
    private int served;

    FullDiskTest() throws Exception {
        fleet = TestFleet.start(LOG, "");
        data = fleet.folder().resolve("data");
    }

    @Test
    void refusesOrPassesCallsAndRecoversByItself() throws Exception {
        try {
            Assumptions.assumeTrue(mounted(), "skipped: mounting a tmpfs is not allowed here");
            callsAreRefusedOnceTheDiskIsFull();
            callsPassUnrecordedIfTheConfigurationSaysSo();
            callsAreServedAndRecordedOnceThereIsRoom();
        } finally {
            fleet.restart(() -> run("umount", "-l", data.toString()));
            fleet.close();
        }
    }

    private boolean mounted() throws Exception {
        int[] exit = {1};
        fleet.restart(() -> {
            Files.createDirectories(data);
            exit[0] = run("mount", "-t", "tmpfs", "-o", "size=24m", "fleetward", data.toString());
        });
        if (exit[0] != 0) {
            System.out.println("FullDiskTest is skipped: mounting a tmpfs is not allowed here");
        }
        return exit[0] == 0;
    }

    private void callsAreRefusedOnceTheDiskIsFull() throws Exception {
        assertThat(call()).isEqualTo(200);
        fleet.awaitLedger();
        fillDisk();
        HttpResponse<String> answer = send();
        for (int batch = 0; batch < 200 && answer.statusCode() == 200; batch++) {
            answer = worstOf(20);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("event log has no room");
        assertThat(fleet.admin("/v1/status").at("/gateway/unrecordable").asLong(0)).isPositive();
        awaitTrue(() ->
                fleet.node().view().counters().unrecordable() > 0
                        && openIncidents().contains("calls are refused because"));
        assertThat(fleet.admin("/v1/status").at("/ledger/trouble").asString(""))
                .contains("No space left");
        assertThat(
                        fleet.send(
                                        HttpRequest.newBuilder(
                                                        fleet.node().adminUrl().resolve("/readyz"))
                                                .build())
                                .statusCode())
                .isEqualTo(200);
    }

    private void callsPassUnrecordedIfTheConfigurationSaysSo() throws Exception {
        long version = fleet.node().view().snapshotVersion();
        rewrite("whenFull: refuse", "whenFull: pass");
        awaitTrue(() -> fleet.node().view().snapshotVersion() > version);
        // What is left of the last segment is used up first.
        for (int batch = 0; batch < 200 && unrecorded() == 0; batch++) {
            assertThat(worstOf(20).statusCode()).isEqualTo(200);
        }
        assertThat(unrecorded()).isPositive();
    }

    private void callsAreServedAndRecordedOnceThereIsRoom() throws Exception {
        long version = fleet.node().view().snapshotVersion();
        rewrite("whenFull: pass", "whenFull: refuse");
        awaitTrue(() -> fleet.node().view().snapshotVersion() > version);
        Files.delete(data.resolve("ballast"));
        for (int inARow = 0; inARow < 8; ) {
            inARow = call() == 200 ? inARow + 1 : 0;
        }
        awaitTrue(() -> fleet.admin("/v1/status").at("/ledger/waitingBytes").asLong(-1) == 0);
        assertThat(
                        fleet.ledger("SELECT count(*) FROM events WHERE outcome = 'succeeded'")
                                .get(0)
                                .get(0)
                                .asLong())
                .isEqualTo(served - unrecorded());
        assertThat(fleet.admin("/v1/status").at("/ledger/trouble").isNull()).isTrue();
    }

    private HttpResponse<String> send() {
        return worstOf(1);
    }

    /// Sends so many calls at once; a refused one's answer if there is one.
    private HttpResponse<String> worstOf(int calls) {
        HttpRequest request =
                fleet.post(
                                "/v1/chat/completions",
                                """
                                {"model":"openai","messages":[{"role":"user","content":"[[output=1]]"}]}
                                """)
                        .build();
        List<HttpResponse<String>> answers =
                Stream.generate(() ->
                                fleet.http()
                                        .sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                        .limit(calls)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        served += (int) answers.stream().filter(answer -> answer.statusCode() == 200).count();
        return Collections.max(answers, Comparator.comparingInt(HttpResponse::statusCode));
    }

    private long unrecorded() {
        return fleet.node().view().counters().unrecorded();
    }

    private String openIncidents() throws Exception {
        return fleet.admin("/v1/status").at("/incidents/first").asString("");
    }

    private int call() {
        return send().statusCode();
    }

    private void fillDisk() throws IOException {
        try (FileChannel ballast =
                FileChannel.open(
                        data.resolve("ballast"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            for (int block = 64 << 10; block > 0; block /= 4) {
                fill(ballast, ByteBuffer.allocate(block));
            }
        }
    }

    private static void fill(FileChannel ballast, ByteBuffer block) {
        try {
            while (true) {
                ballast.write(block.clear());
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private void rewrite(String from, String to) throws IOException {
        Path file = fleet.folder().resolve("fleetward.yaml");
        Files.writeString(file, Files.readString(file).replace(from, to));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitTrue(Condition condition) throws Exception {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(limit);
            Thread.sleep(20);
        }
    }

    private static int run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : 1;
    }
}
