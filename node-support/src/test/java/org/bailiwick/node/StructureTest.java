package org.bailiwick.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.Random;
import org.bailiwick.node.testing.ModuleRules;

@AnalyzeClasses(packages = "org.bailiwick.node", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule ONLY_STANDARD_APIS_AND_THE_CHOSEN_LIBRARIES =
      ModuleRules.usesStandardApisAnd(
          "javax..",
          "org.bouncycastle..",
          "com.amazon.corretto.crypto.provider",
          "org.jose4j..",
          "com.networknt.schema..",
          "com.fasterxml.jackson..",
          "org.bailiwick.contract..",
          "org.bailiwick.node..",
          "org.bailiwick.policy..");

  @ArchTest
  static final ArchRule JOSE4J_STAYS_WHERE_TOKENS_AND_KEY_SETS_ARE_READ =
      noClasses()
          .that(resideOutsideOfPackages("org.bailiwick.node.jose.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jose4j..");

  @ArchTest
  static final ArchRule SCHEMAS_ARE_EVALUATED_IN_ONE_PLACE =
      noClasses()
          .that(resideOutsideOfPackages("org.bailiwick.node.valuetype"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.networknt.schema..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_ASKED_FOR_IN_ONE_PLACE =
      ModuleRules.onlyQuestionsKnowThePolicyEngine(
          "org.bailiwick.node.decision", "org.bailiwick.node.policies");

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      ModuleRules.capabilitiesHaveNoCycles("org.bailiwick.node");

  @ArchTest
  static final ArchRule TIME_COMES_FROM_A_CLOCK =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callConstructor(Date.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule RANDOMNESS_IS_SECURE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName(Random.class.getName())
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest static final ArchRule TIMERS_COUNT_TIME = ModuleRules.waitsForNoTimeOfDay();

  @ArchTest static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS = ModuleRules.namesSayWhatATypeIs();
}
