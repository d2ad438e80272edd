package org.bailiwick.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.bailiwick.demo", importOptions = DoNotIncludeTests.class)
class StructureTest {

  /** The demo shows how other parties use the client library, so it uses no class of a node. */
  @ArchTest
  static final ArchRule AGENTS_USE_ONLY_CLIENT_AND_CONTRACT =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.demo..",
              "org.bailiwick.client..",
              "org.bailiwick.contract..",
              "jakarta.json..",
              "java..",
              "org.h2..");
}
