package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.NewKey;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `key new`. Confined to the thread that parses the command line.
@Command(name = "key", description = "Make a key for a feature.", synopsisSubcommandLabel = "new")
final class KeyVerb {
    private final Host host;
    private final SecureRandom random;

    KeyVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Command(
            name = "new",
            description = "Create a random key and print it once, with the line for `keys:`.")
    int create(
            @Option(
                            names = "--feature",
                            paramLabel = "NAME",
                            defaultValue = "my-feature",
                            description = "The feature that the key names.")
                    String feature) {
        NewKey key = NewKey.create(random);
        host.out().println("key (shown only now):  " + key.key());
        host.out()
                .println(
                        "for fleetward.yaml:    - { sha256: \""
                                + key.sha256()
                                + "\", feature: "
                                + feature
                                + " }");
        return 0;
    }
}
