package dev.fleetward.bench.overhead;

import java.util.Locale;

/// What `fleetward bench overhead --help` says. Stateless.
public final class OverheadHelp {
    private static final String BEGIN =
            """
            Usage: fleetward bench overhead [options]

            What the gateway costs, against nginx as a bare proxy: both stand before the same
            provider, which answers at once, and are measured in turn, round by round, so that what
            the machine does meanwhile hits both alike. The median of the rounds counts.

              --quick            one short round, some two minutes: numbers to look at, not to
                                 quote. Without it some eight.
              --rounds N         how often each measure is taken, 1..99 (3; with --quick 1)
              --json FILE        also writes all readings, with what the machine is
              --without-gateway  measures nginx alone: what this machine can do
              --against FOLDER   also measures the gateway of another checkout, which is built
                                 there if it is not. Both alternate in short slices, and each
                                 measure is judged by its pairs: "met" where it is no more than 5%
                                 worse, "MISSED" where it is, "not shown" where the pairs do not
                                 tell. An interval that holds in 95 of 100 runs takes six rounds or
                                 more.

            Measured, in which unit, and the goal (x: times nginx's):

            """;

    private static final String END =
            """

            It needs Linux, two cores of which nobody else uses one, and nginx, wrk and taskset,
            which it installs where it runs as root and apt-get is there. It starts all it measures
            itself, on free ports of loopback, and leaves nothing behind but its log where it
            failed. A load average above 0.5 at the start is told: such numbers are not to be
            quoted.

            Exit codes: 0 all was measured, goals met or not; 1 something failed meanwhile; 2 the
            command is wrong, or something is missing.
            """;

    private OverheadHelp() {}

    public static String text() {
        StringBuilder text = new StringBuilder(BEGIN);
        for (Measure measure : Measure.values()) {
            text.append(
                    String.format(
                                    Locale.ROOT,
                                    "  %-40s %-4s %s",
                                    measure.title(),
                                    measure.unit(),
                                    Report.words(measure.goal(), measure.unit()))
                            .stripTrailing());
            text.append('\n');
        }
        return text.append(END).toString();
    }
}
