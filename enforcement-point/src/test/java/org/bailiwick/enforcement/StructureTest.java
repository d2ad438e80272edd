package org.bailiwick.enforcement;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the enforcement point (docs/architecture.md): it knows the nodes by HTTP alone. */
@AnalyzeClasses(packages = "org.bailiwick.enforcement", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.enforcement.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_CLIENT_POLICY_AND_NODE_SUPPORT_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.enforcement..",
              "org.bailiwick.client..",
              "org.bailiwick.contract..",
              "org.bailiwick.listener..",
              "org.bailiwick.node..",
              "org.bailiwick.policy..",
              "org.eclipse.jetty..",
              "jakarta.json..",
              "javax..",
              "java..",
              "");

  @ArchTest
  static final ArchRule ONLY_THE_LISTENER_KNOWS_JETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.enforcement.listen")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  /** What else enforces sees facts, and nothing of the process. */
  @ArchTest
  static final ArchRule FACTS_KNOW_NOTHING_OF_THE_PROCESS =
      noClasses()
          .that()
          .resideInAPackage("org.bailiwick.enforcement")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.enforcement.(*)..", "org.bailiwick.client..", "org.bailiwick.node..");
}
