package org.bailiwick.aca;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.testing.ModuleRules;

/** The walls of the authority (docs/architecture.md). */
@AnalyzeClasses(
    packages = "org.bailiwick.aca",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("org.bailiwick.aca.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PORTABLE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "fish.payara..",
              "org.glassfish..",
              "com.sun..",
              "sun..",
              "org.eclipse.persistence..",
              "org.jboss..");

  @ArchTest
  static final ArchRule EVIDENCE_KNOWS_NO_LEDGER =
      noClasses()
          .that()
          .resideInAnyPackage("..aca.evidence..", "..aca.attestation..", "..aca.person..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..aca.ledger..", "..aca.issuance..", "..aca.pipeline..", "..aca.authority..");

  @ArchTest
  static final ArchRule LEDGER_STANDS_BELOW =
      noClasses()
          .that()
          .resideInAPackage("..aca.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..aca.issuance..", "..aca.pipeline..", "..aca.revocation..", "..aca.authority..");

  @ArchTest
  static final ArchRule NOTHING_DEPENDS_ON_START =
      noClasses()
          .that()
          .resideOutsideOfPackage("..aca.start..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..aca.start..");

  @ArchTest static final ArchRule ROWS_STAY_INSIDE = ModuleRules.rowsStayInTheirPackage();

  @ArchTest
  static final ArchRule NO_HTTP =
      noClasses().should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..");

  @ArchTest static final ArchRule TIMERS_COUNT_TIME = ModuleRules.waitsForNoTimeOfDay();

  @ArchTest static final ArchRule NAMES_SAY_SOMETHING = ModuleRules.namesSayWhatATypeIs();
}
