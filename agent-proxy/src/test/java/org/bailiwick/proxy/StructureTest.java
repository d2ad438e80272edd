package org.bailiwick.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The walls of the agent proxy (docs/architecture.md): it is a client, and a server to its agent.
 */
@AnalyzeClasses(packages = "org.bailiwick.proxy", importOptions = DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule CAPABILITIES_HAVE_NO_CYCLES =
      slices().matching("org.bailiwick.proxy.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule KNOWS_CLIENT_AND_CONTRACT_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bailiwick.proxy..",
              "org.bailiwick.client..",
              "org.bailiwick.contract..",
              "org.bailiwick.listener..",
              "org.bailiwick.jaxrs..",
              "org.eclipse.jetty..",
              "io.netty..",
              "org.jose4j..",
              "jakarta.json..",
              "javax.net.ssl..",
              "java..",
              "jdk.net..",
              "");

  @ArchTest
  static final ArchRule ONLY_THE_DOOR_KNOWS_ITS_SERVER =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.proxy")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule ONLY_GRPC_KNOWS_ITS_TRANSPORT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.proxy.grpc")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");
}
