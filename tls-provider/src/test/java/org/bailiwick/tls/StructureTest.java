package org.bailiwick.tls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Checks the dependency rule of the TLS provider ({@code docs/architecture.md}): it uses the JDK
 * alone, because the server's class path has none of the other modules.
 */
@AnalyzeClasses(
    packages = {"org.bailiwick.tls", "org.bailiwick.serverlog"},
    importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule NEEDS_THE_PLATFORM_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl..",
              "javax.security.auth..",
              "org.bailiwick.tls",
              "org.bailiwick.serverlog",
              "");
}
