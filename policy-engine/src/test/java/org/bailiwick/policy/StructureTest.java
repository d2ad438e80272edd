package org.bailiwick.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the policy engine (docs/architecture.md): nothing of ours, Cedar inside only. */
@AnalyzeClasses(packages = "org.bailiwick.policy", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule STANDS_BELOW_EVERYTHING =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "com.cedarpolicy..", "com.fasterxml.jackson..", "org.bailiwick.policy", "");

  @ArchTest
  static final ArchRule CEDAR_STAYS_BEHIND_THE_PORT =
      noClasses()
          .that()
          .haveNameNotMatching("org\\.bailiwick\\.policy\\.Cedar.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.cedarpolicy..");

  @ArchTest
  static final ArchRule THE_PORT_SPEAKS_NO_LIBRARY =
      noClasses()
          .that()
          .arePublic()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.cedarpolicy..", "com.fasterxml..");
}
