package org.bailiwick.master;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.peer.PeerRules;
import org.bailiwick.node.testing.ModuleRules;

/** Checks the dependency rules of the Master Agent ({@code docs/architecture.md}). */
@AnalyzeClasses(packages = "org.bailiwick.master", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule WHAT_IS_CONSUMED_STANDS_ON_METHODS =
      PeerRules.whatIsConsumedStandsOnMethods();

  @ArchTest
  static final ArchRule SHARED_RESOURCES_HOLD_NOTHING_OF_A_REQUEST =
      PeerRules.sharedResourcesHoldNothingOfARequest();

  @ArchTest
  static final ArchRule KNOWS_THE_OTHERS_BY_HTTP_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bailiwick.aca..", "org.bailiwick.ars..");

  @ArchTest
  static final ArchRule USES_STANDARD_APIS_ONLY =
      ModuleRules.usesStandardApisAnd(
          "javax.crypto..",
          "javax.net.ssl..",
          "org.greenbytes.http.sfv..",
          "org.bailiwick.contract..",
          "org.bailiwick.node..",
          "org.bailiwick.policy..",
          "org.bailiwick.master..");

  @ArchTest
  static final ArchRule ONE_PEER_FILTER = PeerRules.onlyThePeerFilterReadsPeerCertificates();

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      ModuleRules.capabilitiesHaveNoCycles("org.bailiwick.master");

  @ArchTest static final ArchRule ROWS_STAY_IN_THEIR_PACKAGE = ModuleRules.rowsStayInTheirPackage();

  @ArchTest
  static final ArchRule DECISIONS_GO_THROUGH_THE_GATE =
      ModuleRules.onlyQuestionsKnowThePolicyEngine(
          "org.bailiwick.master.policy",
          "org.bailiwick.master.accessrequest",
          "org.bailiwick.master.policybundles",
          "org.bailiwick.master.policylist",
          "org.bailiwick.master.decisionpoint",
          "org.bailiwick.master.facts",
          "org.bailiwick.master.grantedquestion",
          "org.bailiwick.master.upkeep",
          "org.bailiwick.master");

  @ArchTest
  static final ArchRule ONE_READER_OF_SIGNATURES =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.master.httpsignature")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.greenbytes.http.sfv..");

  @ArchTest static final ArchRule TIMERS_COUNT_TIME = ModuleRules.waitsForNoTimeOfDay();

  @ArchTest static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS = ModuleRules.namesSayWhatATypeIs();

  @ArchTest
  static final ArchRule PLANS_ARE_PURE =
      noClasses()
          .that()
          .resideInAPackage("org.bailiwick.master.workflow")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.persistence..", "jakarta.ws..", "java.net..", "java.time..", "java.sql..");
}
