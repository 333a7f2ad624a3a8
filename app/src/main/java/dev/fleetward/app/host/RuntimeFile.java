package dev.fleetward.app.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `runtime.json` in the data folder: where the node that uses the folder can be reached, while it
/// runs. Immutable.
///
/// @param demoKey a key that may be used for trying things out, or null
/// @param simulated the simulated endpoints behind the gateway; empty outside the demonstration
/// @param certificate the gateway's own, in PEM; null where it speaks no TLS
public record RuntimeFile(
        URI gateway,
        URI admin,
        long pid,
        @Nullable String demoKey,
        List<Simulated> simulated,
        @Nullable Path certificate) {
    private static final String NAME = "runtime.json";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /// One simulated endpoint; its account of what it billed is served below `url`.
    public record Simulated(String endpoint, URI url) {}

    public RuntimeFile {
        simulated = List.copyOf(simulated);
    }

    /// Whether the process that wrote it still lives.
    public boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /// Reads the file in `folder`; empty if there is none.
    public static Optional<RuntimeFile> read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = new JsonMapper().readTree(Files.readAllBytes(file));
            List<Simulated> simulated = new ArrayList<>();
            for (JsonNode one : json.path("simulated")) {
                simulated.add(
                        new Simulated(
                                one.path("endpoint").asString(""),
                                URI.create(one.path("url").asString(""))));
            }
            return Optional.of(
                    new RuntimeFile(
                            URI.create(json.path("gateway").asString("")),
                            URI.create(json.path("admin").asString("")),
                            json.path("pid").asLong(0),
                            json.hasNonNull("demoKey") ? json.path("demoKey").asString() : null,
                            simulated,
                            json.hasNonNull("certificate")
                                    ? Path.of(json.path("certificate").asString())
                                    : null));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    file + " cannot be read: " + e.getMessage(),
                    "Is a node starting or stopping there? If none runs, delete the file.",
                    e);
        }
    }

    /// Writes it into `folder`, readable by the owner only, whole or not at all.
    public void write(Path folder) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("gateway", gateway.toString()).put("admin", admin.toString()).put("pid", pid);
        if (demoKey != null) {
            json.put("demoKey", demoKey);
        }
        if (certificate != null) {
            json.put("certificate", certificate.toString());
        }
        ArrayNode list = json.putArray("simulated");
        for (Simulated one : simulated) {
            list.addObject().put("endpoint", one.endpoint()).put("url", one.url().toString());
        }
        try {
            Path next =
                    Files.createTempFile(
                            folder,
                            NAME,
                            ".next",
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.write(next, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "RuntimeFile[gateway=" + gateway + ", admin=" + admin + ", pid=" + pid + "]";
    }
}
