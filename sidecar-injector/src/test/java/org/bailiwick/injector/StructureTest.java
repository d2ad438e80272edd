package org.bailiwick.injector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the sidecar injector (docs/architecture.md): it knows no node and no client. */
@AnalyzeClasses(packages = "org.bailiwick.injector", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.injector.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_CONTRACT_AND_NODE_SUPPORT_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.injector..",
              "org.bailiwick.contract..",
              "org.bailiwick.listener..",
              "org.bailiwick.node..",
              "org.eclipse.jetty..",
              "jakarta.json..",
              "javax..",
              "java..",
              "");

  @ArchTest
  static final ArchRule ONLY_THE_LISTENER_KNOWS_JETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.injector.listen")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  /** Nothing of a pod reaches a shell, because nothing here starts a process. */
  @ArchTest
  static final ArchRule STARTS_NO_PROCESS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder")
          .orShould()
          .callMethodWhere(
              com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                  com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                      com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Runtime.class))));
}
