package dev.fleetward.core.region;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How providers name versions of a model: `gpt-4o-2024-08-06`, `claude-sonnet-4-5-20250929`,
/// `claude-sonnet-4-5@20250929`, `gpt-4-0613`, `gemini-2.0-flash-001`,
/// `us.anthropic.claude-sonnet-4-5-20250929-v1:0`; and how they name it without one. Stateless.
public final class VersionName {
    /// Names of any length come from strangers.
    static final int MAX_LENGTH = 200;

    /// A date, a month and a day, or a number of three digits, with Bedrock's revision behind it.
    private static final Pattern DATED =
            Pattern.compile(
                    "(.+?)[-@:](20\\d{2}-?\\d{2}-?\\d{2}|\\d{4}|\\d{3})(-v\\d{1,3}(:\\d{1,3})?)?");

    private static final Pattern BEDROCK =
            Pattern.compile(
                    "(?:(us|us-gov|eu|apac|jp|au|ca|global)\\.)?"
                            + "(?:ai21|amazon|anthropic|cohere|deepseek|luma|meta|mistral|openai"
                            + "|qwen|stability|twelvelabs|writer)\\.(.+)");

    private static final Pattern REVISION = Pattern.compile("-v\\d{1,3}(:\\d{1,3})?$");

    private static final String LATEST = "-latest";

    private VersionName() {}

    /// The one spelling of a name: lower case, without the path, the area and the vendor that some
    /// providers put in front of it and without the revision that they put behind it.
    public static String plain(String name) {
        String bounded = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
        String text = bounded.strip().toLowerCase(Locale.ROOT);
        for (String path : new String[] {"/models/", "models/"}) {
            int at = text.lastIndexOf(path);
            if (at >= 0 && at + path.length() < text.length()) {
                text = text.substring(at + path.length());
            }
        }
        Matcher bedrock = BEDROCK.matcher(text);
        if (bedrock.matches()) {
            text = REVISION.matcher(bedrock.group(2)).replaceFirst("");
        }
        return text.replace('@', '-');
    }

    /// The area in front of a Bedrock model's name: where it may run.
    public static Optional<String> reach(String model) {
        Matcher bedrock = BEDROCK.matcher(model.toLowerCase(Locale.ROOT));
        return bedrock.matches() ? Optional.ofNullable(bedrock.group(1)) : Optional.empty();
    }

    /// Whether it is a Bedrock model's name, of which the region comes by a log and minutes later.
    public static boolean isBedrock(String model) {
        return BEDROCK.matcher(model.toLowerCase(Locale.ROOT)).matches();
    }

    /// Whether the name pins a version: it ends in a date or a number like one.
    public static boolean isDated(String name) {
        return DATED.matcher(plain(name)).matches();
    }

    /// The name without its date: of all versions of a model the same.
    public static String stem(String name) {
        String plain = plain(name);
        Matcher dated = DATED.matcher(plain);
        if (dated.matches()) {
            return dated.group(1);
        }
        return plain.endsWith(LATEST)
                ? plain.substring(0, plain.length() - LATEST.length())
                : plain;
    }

    /// Whether a provider that was sent `sent` and answers `served` says nothing of the version.
    public static boolean isEcho(String sent, String served) {
        return !isDated(served) && stem(sent).equals(stem(served));
    }

    /// Whether two names may mean one version: they are equal, or one of them is the other's name
    /// without its date. Not transitive.
    public static boolean agree(String one, String other) {
        String a = plain(one);
        String b = plain(other);
        return a.equals(b)
                || (!isDated(a) && stem(a).equals(stem(b)))
                || (!isDated(b) && stem(a).equals(stem(b)));
    }
}
