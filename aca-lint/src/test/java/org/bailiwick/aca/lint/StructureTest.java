package org.bailiwick.aca.lint;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The lint judges what others build, so it knows none of them (docs/architecture.md). */
@AnalyzeClasses(
    packages = "org.bailiwick.aca",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule STANDS_BY_ITSELF =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "",
              "org.bouncycastle..",
              "org.bailiwick.contract..",
              "org.bailiwick.aca.lint..",
              "org.bailiwick.aca.der..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("org.bailiwick.aca.(**)").should().beFreeOfCycles();
}
