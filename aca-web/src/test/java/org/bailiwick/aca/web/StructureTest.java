package org.bailiwick.aca.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.Path;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.bailiwick.node.peer.PeerRules;
import org.bailiwick.node.testing.ModuleRules;
import org.junit.jupiter.api.Test;

/** The edge stays thin. */
@AnalyzeClasses(
    packages = "org.bailiwick.aca.web",
    importOptions = ImportOption.DoNotIncludeTests.class)
class StructureTest {

  @ArchTest
  static final ArchRule WHAT_IS_CONSUMED_STANDS_ON_METHODS =
      PeerRules.whatIsConsumedStandsOnMethods();

  @ArchTest
  static final ArchRule SHARED_RESOURCES_HOLD_NOTHING_OF_A_REQUEST =
      PeerRules.sharedResourcesHoldNothingOfARequest();

  @ArchTest
  static final ArchRule NO_STORAGE_AND_NO_CRYPTOGRAPHY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.persistence..", "java.sql..", "org.bouncycastle..", "org.jose4j..");

  @ArchTest
  static final ArchRule PORTABLE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("fish.payara..", "org.glassfish..", "com.sun..", "org.jboss..");

  @ArchTest
  static final ArchRule PATHS_ARE_ON_RESOURCES =
      classes().that().areAnnotatedWith(Path.class).should().haveSimpleNameEndingWith("Resource");

  @ArchTest
  static final ArchRule NO_CYCLES = ModuleRules.capabilitiesHaveNoCycles("org.bailiwick.aca.web");

  @ArchTest
  static final ArchRule NOTHING_DEPENDS_ON_THE_LIST_OF_ROUTES =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.bailiwick.aca.web")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bailiwick.aca.web");

  @ArchTest
  static final ArchRule STRANGERS_ARE_EST_S =
      PeerRules.onlyThisPackageTakesUnverifiedChains("org.bailiwick.aca.web.est");

  @Test
  void listsEveryResourceByHand() {
    Set<Class<?>> routes = new AcaApplication().getClasses();
    Assertions.assertThat(routes).hasSize(33).contains(AcaFeature.class);
  }
}
