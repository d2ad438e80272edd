package org.bailiwick.listener;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the listener (docs/architecture.md): it knows Jetty and nothing of ours. */
@AnalyzeClasses(packages = "org.bailiwick.listener", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule KNOWS_JETTY_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.bailiwick.listener..", "org.eclipse.jetty..", "java..", "");
}
