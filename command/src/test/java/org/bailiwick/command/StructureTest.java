package org.bailiwick.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.testing.ModuleRules;

/** The walls of the command line (docs/architecture.md). */
@AnalyzeClasses(packages = "org.bailiwick.command", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      ModuleRules.capabilitiesHaveNoCycles("org.bailiwick.command");

  @ArchTest
  static final ArchRule KNOWS_REGISTRY_AND_MASTER_BY_HTTP_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bailiwick.ars..", "org.bailiwick.master..");

  @ArchTest
  static final ArchRule KNOWS_OF_THE_AUTHORITY_THE_CEREMONY_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.aca.issuance..",
              "org.bailiwick.aca.ledger..",
              "org.bailiwick.aca.revocation..",
              "org.bailiwick.aca.start..");

  @ArchTest
  static final ArchRule ONLY_WHAT_READS_A_HOME_KNOWS_THE_AUTHORITY =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.bailiwick.command.ceremony..",
              "org.bailiwick.command.home..",
              "org.bailiwick.command.audit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bailiwick.aca..");
}
