package org.bailiwick.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.bailiwick.contract", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.contract.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule BOUNCY_CASTLE_STAYS_IN_CREDENTIAL_AND_TLS =
      noClasses()
          .that()
          .resideOutsideOfPackages("..contract.credential..", "..contract.tls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule NO_CONTAINER_NO_CLOCK_NO_FILES =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.net.http..", "java.sql..")
          .orShould()
          .dependOnClassesThat(
              resideInAPackage("jakarta..").and(resideOutsideOfPackage("jakarta.json..")))
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule JSON_IS_READ_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..contract.json..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.json..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS =
      noClasses()
          .should()
          .haveNameMatching(
              "(?!.*TrustManager$).*(Util|Utils|Helper|Manager|Impl|Service|Handler|Processor|Bean|Info|Data)")
          .allowEmptyShould(true);
}
