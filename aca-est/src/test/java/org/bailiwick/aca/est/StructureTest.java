package org.bailiwick.aca.est;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.testing.ModuleRules;

/** EST has no way round the issuing pipeline, and no HTTP (docs/architecture.md). */
@AnalyzeClasses(
    packages = "org.bailiwick.aca.est",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule PORTABLE =
      ModuleRules.usesStandardApisAnd(
          "javax..",
          "org.bouncycastle..",
          "org.bailiwick.contract..",
          "org.bailiwick.node..",
          "org.bailiwick.aca..");

  @ArchTest
  static final ArchRule SIGNS_NOTHING_ITSELF =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bailiwick.node.hsm..")
          .orShould()
          .dependOnClassesThat()
          .haveSimpleName("IssuingPipeline");

  @ArchTest
  static final ArchRule NO_HTTP =
      noClasses().should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..");

  @ArchTest static final ArchRule NAMES_SAY_SOMETHING = ModuleRules.namesSayWhatATypeIs();
}
