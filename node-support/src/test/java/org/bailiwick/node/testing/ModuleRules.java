package org.bailiwick.node.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import java.util.stream.Stream;

/** The walls that modules have in common (docs/architecture.md); each holds them to itself. */
public final class ModuleRules {
  private ModuleRules() {}

  /** Portable: whatever is not in this list is one container's or one provider's. */
  public static ArchRule usesStandardApisAnd(String... ours) {
    Stream<String> standard = Stream.of("java..", "jakarta..", "org.eclipse.microprofile..", "");
    return classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(Stream.concat(standard, Stream.of(ours)).toArray(String[]::new));
  }

  /** The capabilities are the packages below the root. */
  public static ArchRule capabilitiesHaveNoCycles(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }

  public static ArchRule rowsStayInTheirPackage() {
    return classes().that().areAnnotatedWith(Entity.class).should().bePackagePrivate();
  }

  /** Only the wiring and the package that spells the questions know the decision port. */
  public static ArchRule onlyQuestionsKnowThePolicyEngine(String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bailiwick.policy..");
  }

  /** Timers of the EJB container and of java.util wait for a time of day (PeriodicTasks). */
  public static ArchRule waitsForNoTimeOfDay() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "jakarta\\.ejb\\.(Timer|TimerService|TimerConfig|Timeout|Schedules?)|java\\.util\\.Timer(Task)?");
  }

  public static ArchRule namesSayWhatATypeIs() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Service|Handler|Processor|Bean|Info|Data)")
        .allowEmptyShould(true);
  }
}
