package org.bailiwick.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the broker (docs/architecture.md): it is an agent, and knows no node's code. */
@AnalyzeClasses(packages = "org.bailiwick.broker", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.broker.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_CONTRACT_CLIENT_AND_NODE_SUPPORT_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.broker..",
              "org.bailiwick.client..",
              "org.bailiwick.contract..",
              "org.bailiwick.listener..",
              "org.bailiwick.node..",
              "org.jose4j..",
              "org.h2..",
              "org.postgresql..",
              "com.unboundid..",
              "com.fasterxml.jackson..",
              "org.eclipse.jetty..",
              "jakarta.json..",
              "javax..",
              "java..",
              "");

  /** A driver gets secrets, leases and receipts by interfaces, and cannot reach their rows. */
  @ArchTest
  static final ArchRule WHAT_DRIVERS_SEE_KNOWS_NO_STORE =
      noClasses()
          .that()
          .resideInAnyPackage("org.bailiwick.broker.asset", "org.bailiwick.broker.backend")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.bailiwick.node..");

  @ArchTest
  static final ArchRule ONLY_DIRECTORIES_SPEAK_LDAP =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.bailiwick.broker.directory..", "org.bailiwick.broker.ldap..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.unboundid..");

  /** JSON of others is read by one reader; YAML, of a file that an operator names, by another. */
  @ArchTest
  static final ArchRule ONLY_OPENAPI_READS_YAML =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.broker.openapi")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  /** Other servers' code stays at the listener for health checks. */
  @ArchTest
  static final ArchRule ONLY_HEALTH_KNOWS_JETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.broker.health")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");
}
