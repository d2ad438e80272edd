package org.bailiwick.ars;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.peer.PeerRules;
import org.bailiwick.node.testing.ModuleRules;

/** Checks the dependency rules of the registry ({@code docs/architecture.md}). */
@AnalyzeClasses(packages = "org.bailiwick.ars", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule WHAT_IS_CONSUMED_STANDS_ON_METHODS =
      PeerRules.whatIsConsumedStandsOnMethods();

  @ArchTest
  static final ArchRule SHARED_RESOURCES_HOLD_NOTHING_OF_A_REQUEST =
      PeerRules.sharedResourcesHoldNothingOfARequest();

  @ArchTest
  static final ArchRule KNOWS_THE_AUTHORITY_BY_HTTP_ONLY =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.bailiwick.aca..");

  @ArchTest
  static final ArchRule USES_STANDARD_APIS_ONLY =
      ModuleRules.usesStandardApisAnd(
          "org.apache.lucene..",
          "javax.crypto..",
          "javax.security.auth.x500",
          "org.bailiwick.contract..",
          "org.bailiwick.node..",
          "org.bailiwick.policy..",
          "org.bailiwick.ars..");

  @ArchTest
  static final ArchRule THE_INDEX_ALONE_KNOWS_LUCENE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.ars.search.index")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..");

  @ArchTest
  static final ArchRule ONE_PEER_FILTER = PeerRules.onlyThePeerFilterReadsPeerCertificates();

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      ModuleRules.capabilitiesHaveNoCycles("org.bailiwick.ars");

  @ArchTest static final ArchRule ROWS_STAY_IN_THEIR_PACKAGE = ModuleRules.rowsStayInTheirPackage();

  @ArchTest
  static final ArchRule DECISIONS_GO_THROUGH_THE_GATE =
      ModuleRules.onlyQuestionsKnowThePolicyEngine(
          "org.bailiwick.ars.policy", "org.bailiwick.ars.upkeep", "org.bailiwick.ars");

  @ArchTest static final ArchRule TIMERS_COUNT_TIME = ModuleRules.waitsForNoTimeOfDay();

  @ArchTest static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS = ModuleRules.namesSayWhatATypeIs();

  @ArchTest
  static final ArchRule DATABASE_IS_KNOWN_TO_PACKAGES_WITH_ROWS_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.bailiwick.ars.records",
              "org.bailiwick.ars.history",
              "org.bailiwick.ars.description",
              "org.bailiwick.ars.lifecycle",
              "org.bailiwick.ars.identifier",
              "org.bailiwick.ars.agentevent",
              "org.bailiwick.ars.eventstream",
              "org.bailiwick.ars.export",
              "org.bailiwick.ars.mirror")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "java.sql..");
}
