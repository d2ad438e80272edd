package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.bailiwick.node.testing.ReadsPeerCertificate;
import org.junit.jupiter.api.Test;

class PeerRulesTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bailiwick");

  @Test
  void onlyThePeerFilterReadsPeerCertificates() {
    PeerRules.onlyThePeerFilterReadsPeerCertificates().check(PRODUCT);
  }

  @Test
  void theRuleSeesAClassThatReadsTheAttribute() {
    JavaClasses offender = new ClassFileImporter().importClasses(ReadsPeerCertificate.class);
    assertThatThrownBy(() -> PeerRules.onlyThePeerFilterReadsPeerCertificates().check(offender))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void nothingElseCanMakeAVerifiedPeer() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("org.bailiwick.node.peer..")
        .should()
        .callConstructor(
            VerifiedPeer.class,
            VerifiedPeer.Kind.class,
            org.bailiwick.contract.identity.SpiffeId.class,
            java.security.cert.X509Certificate.class)
        .check(PRODUCT);
  }
}
