package dev.fleetward.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The directions of dependencies and the habits of the house that a machine can hold.
class ArchitectureTest {
    private static final String CORE = "dev.fleetward.core..";
    private static final String GATEWAY = "dev.fleetward.gateway..";
    private static final String CONTROL = "dev.fleetward.control..";
    private static final String TESTBED = "dev.fleetward.testbed..";
    private static final String APP = "dev.fleetward.app..";
    private static final String DIALECT = "dev.fleetward.gateway.dialect..";
    private static final String PROVIDER = "dev.fleetward.gateway.provider..";

    private static final JavaClasses FLEETWARD =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.fleetward");

    @Test
    void seesEveryModule() {
        for (String module : List.of(CORE, GATEWAY, CONTROL, TESTBED, APP)) {
            check(
                    classes()
                            .that()
                            .resideInAPackage(module)
                            .should(new Exist())
                            .because("an empty module would make every rule about it hold"));
        }
    }

    @Test
    void coreNeedsNothingButJava() {
        check(
                classes()
                        .that()
                        .resideInAPackage(CORE)
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(CORE, "java..", "org.jspecify.."));
    }

    @Test
    void coreDoesNoInputOrOutputAndStartsNoThread() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(CORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..")
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(Thread.class));
    }

    @Test
    void thePlanesDoNotSeeEachOther() {
        check(noDependency(GATEWAY, CONTROL));
        check(noDependency(CONTROL, GATEWAY));
    }

    @Test
    void noPlaneSeesTheTestbedOrTheApp() {
        check(noDependency(GATEWAY, TESTBED, APP));
        check(noDependency(CONTROL, TESTBED, APP));
        check(noDependency(TESTBED, GATEWAY, CONTROL, APP));
    }

    @Test
    void dialectsAndProvidersDoNotKnowEachOther() {
        check(noDependency(DIALECT, PROVIDER));
        check(noDependency(PROVIDER, DIALECT));
    }

    @Test
    void onlyTheRelayPutsDialectsAndProvidersTogether() {
        String relay = "dev.fleetward.gateway.relay..";
        String observe = "dev.fleetward.gateway.observe..";
        String record = "dev.fleetward.gateway.record..";
        String wire = "dev.fleetward.gateway.wire..";
        check(noDependency(DIALECT, relay, observe, record));
        check(noDependency(PROVIDER, relay, observe, record));
        check(noDependency(wire, relay, observe, record, DIALECT, PROVIDER));
        check(noDependency(observe, relay, record, DIALECT, PROVIDER));
        check(noDependency(record, relay, observe, DIALECT, PROVIDER));
    }

    @Test
    void theDataPathHasNoStorageDriver() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(GATEWAY, CORE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.sql..", "org.duckdb..", "org.sqlite.."));
    }

    @Test
    void onlyTheAppReadsTheClock() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(CORE, GATEWAY, CONTROL)
                        .should()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(java.time.LocalDate.class, "now")
                        .orShould()
                        .callMethod(java.time.Clock.class, "systemUTC"));
    }

    @Test
    void onlyTheAppReadsTheEnvironmentAndEndsTheProcess() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(CORE, GATEWAY, CONTROL, TESTBED)
                        .should()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "exit", int.class));
    }

    @Test
    void nobodyUsesAnotherLoggerThanThePlatforms() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.util.logging..", "org.slf4j..", "org.apache.logging.."));
    }

    @Test
    void planesHaveNoStaticState() {
        check(
                classes()
                        .that(resideInAnyPackage(CORE, GATEWAY, CONTROL))
                        .should(new HaveNoMutableStatics()));
    }

    @Test
    void packagesOfAPlaneFormNoCycle() {
        check(slices().matching("dev.fleetward.core.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.fleetward.testbed.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.fleetward.gateway.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.fleetward.control.(*)..").should().beFreeOfCycles());
        check(slices().matching("dev.fleetward.app.(*)..").should().beFreeOfCycles());
    }

    @Test
    void noClassIsNamedAfterATechnicalLayer() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.fleetward..")
                        .should()
                        .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Base|Data|Info)"));
    }

    private static ArchRule noDependency(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    private static void check(ArchRule rule) {
        rule.check(FLEETWARD);
    }

    private static final class Exist extends ArchCondition<JavaClass> {
        Exist() {
            super("exist");
        }

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            events.add(SimpleConditionEvent.satisfied(item, item.getName()));
        }
    }

    private static final class HaveNoMutableStatics extends ArchCondition<JavaClass> {
        HaveNoMutableStatics() {
            super("have no static field that can be assigned");
        }

        @Override
        public void check(JavaClass item, ConditionEvents events) {
            item.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                    .forEach(field ->
                            events.add(
                                    SimpleConditionEvent.violated(
                                            item, field.getFullName() + " is not final")));
        }
    }
}
