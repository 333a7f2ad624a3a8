package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.NewKey;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.registry.Registry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `init`. Confined to the main thread.
@Command(name = "init", description = "Write a commented configuration to start from.")
final class InitVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Parameters(
            paramLabel = "FILE",
            defaultValue = "fleetward.yaml",
            description = "Where to; ${DEFAULT-VALUE} if absent. Never overwritten.")
    private Path file = Path.of("fleetward.yaml");

    InitVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() {
        NewKey key = NewKey.create(random);
        Path target = host.resolve(file);
        try {
            Files.writeString(
                    target, Registry.starterFile(key.sha256()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    file + " exists already and stays as it is",
                    "Name another file, or check this one with `fleetward check " + file + "`.",
                    e);
        } catch (IOException e) {
            throw new Trouble(Trouble.USAGE, file + " cannot be written: " + e.getMessage(), "", e);
        }
        host.out().println("wrote " + file);
        host.out().println("its first key, shown only now:  " + key.key());
        host.out().println("next: fill in the providers, then `fleetward check " + file + "`");
        return 0;
    }
}
