package dev.fleetward.control.registry;

import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads `fleetward.yaml`. Immutable, and thread-safe as far as its random generator is.
public final class Registry {
    /// The largest configuration file, in bytes.
    public static final int MAX_FILE_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final List<PriceRow> shippedPrices;
    private final RandomGenerator random;

    /// @param environment where `env:` credentials are looked up
    /// @param shippedPrices the rows that the configuration's own rows go before
    /// @param random for the masks of secrets in memory; a `SecureRandom`
    public Registry(
            Map<String, String> environment, List<PriceRow> shippedPrices, RandomGenerator random) {
        this.environment = Map.copyOf(environment);
        this.shippedPrices = List.copyOf(shippedPrices);
        this.random = random;
    }

    /// Reads, checks and puts together. Never throws for what is in the file.
    ///
    /// @param version the version that the snapshot gets
    /// @param today the day whose prices endpoints get (UTC)
    public LoadResult load(Path file, long version, LocalDate today) {
        String name = String.valueOf(file.getFileName());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException unreadable) {
            return rejected(
                    name,
                    Files.exists(file)
                            ? "the file cannot be read"
                            : "no such file: " + file.toAbsolutePath());
        }
        if (bytes.length > MAX_FILE_BYTES) {
            return rejected(name, "larger than " + MAX_FILE_BYTES + " bytes");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            Path folder = file.toAbsolutePath().getParent();
            return parse(name, text, folder == null ? Path.of("/") : folder, version, today);
        } catch (CharacterCodingException notText) {
            return rejected(name, "not UTF-8 text");
        }
    }

    /// The same, for a text that would stand in a file of this name and folder.
    LoadResult parse(String name, String text, Path folder, long version, LocalDate today) {
        Findings findings = new Findings(name, new SourceText(text));
        Node root = YamlTree.read(text, findings);
        FleetConfig config =
                root == null ? null : new Binder(findings, folder).bind(FleetConfig.class, root);
        if (config == null) {
            return new LoadResult.Rejected(findings.inOrder());
        }
        Credentials credentials = new Credentials(environment, folder, random, findings);
        FleetSnapshot snapshot =
                new FleetCompiler(config, findings, credentials, prices(config), today)
                        .compile(version);
        List<Webhook> webhooks =
                new WebhookCompiler(findings, credentials, random).compile(config.notifications());
        return findings.fatal()
                ? new LoadResult.Rejected(findings.inOrder())
                : new LoadResult.Loaded(
                        config,
                        snapshot,
                        webhooks,
                        findings.inOrder(),
                        credentials.files(),
                        findings::warningAt);
    }

    /// The data folder that the file names, whether or not the rest of it is sound; empty where it
    /// names none or cannot be read.
    public static Optional<Path> dataFolder(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                return Optional.empty();
            }
            String text = Files.readString(file);
            Node root = YamlTree.read(text, new Findings("", new SourceText(text)));
            Path folder = file.toAbsolutePath().getParent();
            if (!(root instanceof MappingNode top) || folder == null) {
                return Optional.empty();
            }
            return top.getValue().stream()
                    .filter(pair ->
                            pair.getKeyNode() instanceof ScalarNode key
                                    && key.getValue().equals("data"))
                    .map(NodeTuple::getValueNode)
                    .filter(ScalarNode.class::isInstance)
                    .map(value -> folder.resolve(((ScalarNode) value).getValue()).normalize())
                    .findFirst();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    private PriceTable prices(FleetConfig config) {
        List<PriceRow> rows =
                new ArrayList<>(config.prices().stream().map(PriceConfig::row).toList());
        rows.addAll(shippedPrices);
        return new PriceTable(rows);
    }

    private static LoadResult rejected(String file, String message) {
        Findings findings = new Findings(file, new SourceText(""));
        findings.error(Place.START, "", message);
        return new LoadResult.Rejected(findings.inOrder());
    }

    /// A commented file to start from. It is sound once `OPENAI_API_KEY` and `ANTHROPIC_API_KEY`
    /// are set.
    ///
    /// @param sha256 the hash of the first key, 64 hexadecimal digits
    public static String starterFile(String sha256) {
        try (InputStream in = Registry.class.getResourceAsStream("starter.yaml")) {
            if (in == null) {
                throw new IllegalStateException("starter.yaml is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@SHA256@", sha256);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
