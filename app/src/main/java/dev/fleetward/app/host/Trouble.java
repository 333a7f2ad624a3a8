package dev.fleetward.app.host;

/// Something that the person at the command line has to know or mend. Printed as one line and a
/// hint, never as a stack trace.
public final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Something was found, such as totals that differ.
    public static final int PROBLEM = 1;

    /// The command or the configuration cannot be used as it is.
    public static final int USAGE = 2;

    private final int exitCode;
    private final String hint;

    /// @param hint what to do about it; empty if that is plain
    public Trouble(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public Trouble(int exitCode, String message, String hint, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public int exitCode() {
        return exitCode;
    }

    public String hint() {
        return hint;
    }
}
