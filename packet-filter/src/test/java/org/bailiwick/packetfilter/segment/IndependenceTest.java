package org.bailiwick.packetfilter.segment;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The reader of listings shares nothing with the compiler, whose errors it is to find. */
@AnalyzeClasses(packages = "org.bailiwick.packetfilter", importOptions = DoNotIncludeTests.class)
class IndependenceTest {

  @ArchTest
  static final ArchRule THE_READER_DOES_NOT_KNOW_THE_COMPILER =
      noClasses()
          .that()
          .resideInAPackage("org.bailiwick.packetfilter.listing")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bailiwick.packetfilter.segment", "org.bailiwick.policy..");

  @ArchTest
  static final ArchRule THE_COMPILER_DOES_NOT_KNOW_THE_READER =
      noClasses()
          .that()
          .haveNameMatching(".*\\.(RuleText|SetElements|SegmentRules|PartyIndex)")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bailiwick.packetfilter.listing");

  @ArchTest
  static final ArchRule QUESTIONS_DO_NOT_KNOW_THE_COMPILER =
      noClasses()
          .that()
          .haveSimpleName("ConnectQuestions")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(".*\\.(RuleText|SetElements|SegmentRules|PartyIndex)");
}
