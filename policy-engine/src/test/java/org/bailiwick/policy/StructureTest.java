package org.bailiwick.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Checks the dependency rules of the policy engine ({@code docs/architecture.md}): it uses no other
 * module, and its public types do not show Cedar's.
 */
@AnalyzeClasses(packages = "org.bailiwick.policy", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule USES_NO_OTHER_MODULE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.cedarpolicy..",
              "com.fasterxml.jackson..",
              "org.bailiwick.policy..",
              "");

  @ArchTest
  static final ArchRule ONLY_CEDAR_CLASSES_USE_CEDAR =
      noClasses()
          .that()
          .haveNameNotMatching("org\\.bailiwick\\.policy\\.(Cedar|cedar\\.|review\\.Cedar).*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.cedarpolicy..");

  @ArchTest
  static final ArchRule PUBLIC_TYPES_SHOW_NO_LIBRARY =
      noClasses()
          .that()
          .arePublic()
          .and()
          .resideOutsideOfPackage("org.bailiwick.policy.cedar")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.cedarpolicy..", "com.fasterxml..");

  /** The package behind the door may show Cedar's types, since nobody but the door sees them. */
  @ArchTest
  static final ArchRule ONLY_THE_DOOR_USES_THE_SLICES =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.bailiwick.policy", "org.bailiwick.policy.cedar")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bailiwick.policy.cedar");

  @ArchTest
  static final ArchRule CEDAR_PACKAGE_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("org.bailiwick.policy.cedar")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bailiwick.policy", "org.bailiwick.policy.application");
}
