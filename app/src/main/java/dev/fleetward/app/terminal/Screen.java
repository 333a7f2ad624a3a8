package dev.fleetward.app.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What standard output is: a terminal or a file, with colours or without, and how wide. Immutable.
///
/// @param repaints whether the cursor can be moved
public record Screen(boolean repaints, Ink ink, int columns, int rows) {
    private static final int DEFAULT_COLUMNS = 120;
    private static final int DEFAULT_ROWS = 40;
    private static final int NARROWEST = 40;

    /// A file or a pipe.
    public static final Screen PLAIN = new Screen(false, Ink.PLAIN, 160, DEFAULT_ROWS);

    /// @param environment `NO_COLOR` and `TERM=dumb` are honoured
    public static Screen detect(boolean terminal, Map<String, String> environment) {
        if (!terminal) {
            return PLAIN;
        }
        boolean dumb = "dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean colours = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        Screen sized = sized(new Screen(!dumb, colours ? Ink.COLOURED : Ink.PLAIN, 0, 0));
        return sized.columns == 0
                ? new Screen(sized.repaints, sized.ink, DEFAULT_COLUMNS, DEFAULT_ROWS)
                : sized;
    }

    /// The same screen with the size that it has now.
    public Screen resized() {
        return repaints ? sized(this) : this;
    }

    private static Screen sized(Screen screen) {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
                return screen;
            }
            String[] parts = answer.strip().split(" ", -1);
            if (parts.length != 2) {
                return screen;
            }
            int rows = Integer.parseInt(parts[0]);
            int columns = Integer.parseInt(parts[1]);
            return rows == 0
                    ? screen
                    : new Screen(screen.repaints, screen.ink, Math.max(NARROWEST, columns), rows);
        } catch (IOException | NumberFormatException e) {
            return screen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return screen;
        }
    }
}
