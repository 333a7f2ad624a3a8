package dev.fleetward.control.registry;

import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An eval suite: prompts, and what their answers have to be. Immutable.
@Doc("An eval suite.")
public record SuiteConfig(
        @Doc("The name under which its results are kept.") String name,
        @Doc("The route whose endpoints are asked.") String route,
        @Doc("The feature in whose name they are asked.") String feature,
        @Doc("The system message of every case.") @Nullable Passage system,
        @Doc("What cases have that say nothing else.") SuiteDefaults defaults,
        @Doc(value = "The share of samples that has to pass.", orElse = "90%") Percent pass,
        @Doc(value = "The chance of any false mark of a difference in one report.", orElse = "5%")
                Percent alpha,
        @Doc(value = "What a run may cost.", orElse = "1 USD") Money budget,
        @Doc(value = "Calls that a run may make.", orElse = "1000") Count calls,
        @Doc(value = "Calls at once.", orElse = "4") Count parallel,
        @Doc("The cases.") List<SuiteCase> cases) {

    private static final int MOST_CASES = 500;
    private static final int MOST_CALLS = 100_000;
    private static final int MOST_PARALLEL = 32;

    public SuiteConfig {
        cases = List.copyOf(cases);
        Set<String> names = new HashSet<>();
        List<String> twice =
                cases.stream().map(SuiteCase::name).filter(each -> !names.add(each)).toList();
        new Expect()
                .that("name", name.length() <= 100, name.length() + " characters", "at most 100")
                .percent("pass", pass, new Percent(1), Percent.HUNDRED)
                .percent("alpha", alpha, new Percent(1), new Percent(500_000))
                .money("budget", budget, Money.ofUsd(10_000))
                .count("calls", calls, 1, MOST_CALLS)
                .count("parallel", parallel, 1, MOST_PARALLEL)
                .number("cases", cases.size(), 1, MOST_CASES)
                .that("cases", twice.isEmpty(), "the name " + twice + " twice", "different names")
                .orThrow();
    }

    /// Samples of a case.
    public int samples(SuiteCase each) {
        Count own = each.samples();
        return (int) (own == null ? defaults.samples() : own).value();
    }

    /// The most output tokens of a case.
    public long maxTokens(SuiteCase each) {
        Count own = each.maxTokens();
        return (own == null ? defaults.maxTokens() : own).value();
    }

    /// The same suite with so many samples of each case.
    ///
    /// @throws IllegalArgumentException where that is out of bounds
    public SuiteConfig withSamples(int samples) {
        return new SuiteConfig(
                name,
                route,
                feature,
                system,
                new SuiteDefaults(defaults.temperature(), defaults.maxTokens(), new Count(samples)),
                pass,
                alpha,
                budget,
                calls,
                parallel,
                cases.stream().map(SuiteCase::withoutSamples).toList());
    }
}
