package org.bailiwick.aca.ceremony;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bailiwick.node.testing.ModuleRules;

/**
 * A ceremony is held without a node, so nothing of the authority is here (docs/architecture.md).
 */
@AnalyzeClasses(
    packages = "org.bailiwick.aca.ceremony",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_NODE =
      ModuleRules.usesStandardApisAnd(
          "org.bouncycastle..",
          "org.jose4j..",
          "org.bailiwick.contract..",
          "org.bailiwick.node..",
          "org.bailiwick.aca.lint..",
          "org.bailiwick.aca.ceremony..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("org.bailiwick.aca.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule NAMES_SAY_SOMETHING = ModuleRules.namesSayWhatATypeIs();
}
