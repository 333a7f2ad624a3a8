package dev.fleetward.app.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeFileTest {
    private static final RuntimeFile NODE =
            new RuntimeFile(
                    URI.create("http://127.0.0.1:8400"),
                    URI.create("http://127.0.0.1:8401"),
                    ProcessHandle.current().pid(),
                    "fw-secret",
                    List.of(new RuntimeFile.Simulated("a-us", URI.create("http://127.0.0.1:9"))),
                    Path.of("/etc/fleetward/chain.pem"));

    @TempDir Path folder;

    @Test
    void comesBackAsItWasWritten() {
        NODE.write(folder);

        assertThat(RuntimeFile.read(folder)).contains(NODE);
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        NODE.write(folder);

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("runtime.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void isAbsentBeforeTheStartAndAfterTheEnd() {
        assertThat(RuntimeFile.read(folder)).isEmpty();
        NODE.write(folder);
        RuntimeFile.delete(folder);
        assertThat(RuntimeFile.read(folder)).isEmpty();
    }

    @Test
    void knowsThatItsWriterIsGone() {
        RuntimeFile left =
                new RuntimeFile(
                        NODE.gateway(), NODE.admin(), Long.MAX_VALUE, null, List.of(), null);

        assertThat(NODE.isAlive()).isTrue();
        assertThat(left.isAlive()).isFalse();
    }

    @Test
    void saysWhichFileIsBroken() throws IOException {
        Files.writeString(folder.resolve("runtime.json"), "{");

        assertThatThrownBy(() -> RuntimeFile.read(folder))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("runtime.json");
    }

    @Test
    void doesNotPrintTheKey() {
        assertThat(NODE.toString()).doesNotContain("fw-secret");
    }
}
