package dev.fleetward.app.terminal;

import java.io.PrintStream;
import java.util.List;

/// Lines that are painted again and again in the same place, without flicker: each line is
/// overwritten and its rest erased, nothing is cleared first. Where the cursor cannot be moved, it
/// prints a block every few seconds instead. Confined to one thread; closing gives the cursor back.
public final class LiveView implements AutoCloseable {
    private static final long BLOCK_NANOS = 5_000_000_000L;
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String ERASE_LINE_END = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";

    private final PrintStream out;
    private final Screen screen;
    private int painted;
    private long lastBlock;
    private boolean begun;

    public LiveView(PrintStream out, Screen screen) {
        this.out = out;
        this.screen = screen;
    }

    /// Paints `lines`, cut to the height of the screen.
    public void paint(List<String> lines, Screen now, long nanos) {
        if (!screen.repaints()) {
            block(lines, nanos);
            return;
        }
        int count = Math.min(lines.size(), Math.max(1, now.rows() - 1));
        StringBuilder page = new StringBuilder();
        page.append(begun ? "" : HIDE_CURSOR);
        if (painted > 0) {
            page.append("\u001b[").append(painted).append('A');
        }
        page.append('\r');
        for (int i = 0; i < count; i++) {
            page.append(lines.get(i)).append(ERASE_LINE_END).append('\n');
        }
        page.append(ERASE_BELOW);
        out.print(page);
        out.flush();
        painted = count;
        begun = true;
    }

    private void block(List<String> lines, long nanos) {
        if (begun && nanos - lastBlock < BLOCK_NANOS) {
            return;
        }
        begun = true;
        lastBlock = nanos;
        out.println(String.join(System.lineSeparator(), lines));
        out.println();
        out.flush();
    }

    @Override
    public void close() {
        if (begun && screen.repaints()) {
            out.print(SHOW_CURSOR);
            out.flush();
        }
    }
}
