package org.bailiwick.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.bailiwick.client", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.client.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_HTTP_PACKAGE_AND_THE_FILTER_OF_SERVICES_SPEAK_HTTP =
      noClasses()
          .that()
          .resideOutsideOfPackages("..client.http..", "..client.resource..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "org.glassfish..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS =
      noClasses()
          .should()
          .haveNameMatching(
              ".*(Util|Utils|Helper|Manager|Impl|Service|Handler|Processor|Bean|Info|Data)");
}
