package org.bailiwick.jaxrs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The filter is for services of others, so it needs nothing of ours. */
@AnalyzeClasses(packages = "org.bailiwick.jaxrs", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule NEEDS_JAKARTA_REST_AND_JSON_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.jaxrs..",
              "jakarta.ws.rs..",
              "jakarta.json..",
              "jakarta.annotation..",
              "java..",
              "");
}
