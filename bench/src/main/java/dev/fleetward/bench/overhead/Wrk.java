package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Small chat calls in a closed loop, sent by wrk. Stateless.
final class Wrk {
    private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+)");

    private Wrk() {}

    /// @param calls answers that were 200
    record Result(long calls, double perSecond) {}

    /// @throws IOException if any call failed: a benchmark of errors is worth nothing
    static Result run(Target target, int connections, Duration length, Path folder)
            throws IOException, InterruptedException {
        Path script = folder.resolve("wrk-" + target.name() + ".lua");
        Files.writeString(script, script(target));
        String printed =
                Commands.run(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + length.toSeconds() + "s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + target.port() + Target.PATH);
        Matcher result = RESULT.matcher(printed);
        if (!result.find()) {
            throw new IOException("wrk printed no result:\n" + printed);
        }
        long calls = Long.parseLong(result.group(1));
        double seconds = Long.parseLong(result.group(2)) / 1e6;
        long failures = Long.parseLong(result.group(3)) + Long.parseLong(result.group(4));
        if (calls == 0 || failures > 0) {
            throw new IOException(
                    target + ": " + failures + " of " + calls + " calls failed:\n" + printed);
        }
        return new Result(calls, calls / seconds);
    }

    private static String script(Target target) {
        return String.format(
                Locale.ROOT,
                """
                wrk.method = "POST"
                wrk.body = [[%s]]
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Authorization"] = "Bearer %s"
                done = function(summary, latency, requests)
                  local e = summary.errors
                  io.write(string.format("RESULT %%d %%d %%d %%d\\n", summary.requests, summary.duration,
                    e.connect + e.read + e.write + e.timeout, e.status))
                end
                """,
                Target.UNARY_BODY,
                target.key());
    }
}
