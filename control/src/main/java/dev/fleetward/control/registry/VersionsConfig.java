package dev.fleetward.control.registry;

import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which versions of its models may serve a route. Immutable.
@Shorthand
@Doc("Which versions of its models may serve a route; its policy alone will do.")
public record VersionsConfig(
        @Doc(
                        "`any` takes whatever answers, `common` only what all its endpoints of a"
                                + " model already serve, `hold` only what `allow` lists.")
                Policy policy,
        @Doc(
                        value =
                                "The versions that may serve, as the provider names them in its"
                                        + " answers; with `hold` alone.",
                        example = "[gpt-4o-2024-08-06]")
                List<String> allow,
        @Doc(
                        value =
                                "The share of calls that may meet a version which is not allowed"
                                        + " yet.",
                        orElse = "0%",
                        example = "5%")
                Percent canary) {

    private static final int MOST_ALLOWED = 100;
    private static final int LONGEST_NAME = 200;

    /// What is allowed.
    public enum Policy {
        ANY,
        COMMON,
        HOLD
    }

    public VersionsConfig {
        allow = List.copyOf(allow);
        Expect expect = new Expect().percent("canary", canary, Percent.ZERO, Percent.HUNDRED);
        switch (policy) {
            case ANY ->
                    expect.that("allow", allow.isEmpty(), names(allow), "none with `policy: any`")
                            .that(
                                    "canary",
                                    canary.equals(Percent.ZERO),
                                    canary.toString(),
                                    "none with `policy: any`, for every version serves");
            case COMMON ->
                    expect.that(
                            "allow",
                            allow.isEmpty(),
                            names(allow),
                            "none with `policy: common`, which allows what all endpoints serve");
            case HOLD ->
                    expect.that(
                            "allow",
                            !allow.isEmpty(),
                            "none",
                            "with `policy: hold` the versions that may serve");
        }
        expect.number("allow", allow.size(), 0, MOST_ALLOWED);
        for (String name : allow) {
            expect.that(
                    "allow",
                    name.length() <= LONGEST_NAME,
                    "\"" + name + "\"",
                    "a version's name of at most " + LONGEST_NAME + " characters");
        }
        expect.orThrow();
    }

    private static String names(List<String> allow) {
        return String.join(", ", allow);
    }

    /// Any version, where nothing is written.
    static VersionPolicy policy(@Nullable VersionsConfig written) {
        if (written == null) {
            return VersionPolicy.ANY;
        }
        return switch (written.policy) {
            case ANY -> VersionPolicy.ANY;
            case COMMON -> new VersionPolicy.Common(written.canary);
            case HOLD -> new VersionPolicy.Hold(Set.copyOf(written.allow), written.canary);
        };
    }
}
