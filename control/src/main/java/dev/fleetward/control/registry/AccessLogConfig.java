package dev.fleetward.control.registry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the access log goes. Immutable.
@Doc("One JSON line per call, to a file or to standard output.")
public record AccessLogConfig(
        @Doc(value = "The file to append to.", example = "access.log") @Nullable Path file,
        @Doc(value = "Whether it goes to standard output.", orElse = "false") boolean stdout) {

    public AccessLogConfig {
        new Expect()
                .that(
                        "stdout",
                        (file != null) != stdout,
                        file == null ? "neither file nor stdout" : "both file and stdout",
                        "one of file: PATH and stdout: true")
                .orThrow();
    }
}
