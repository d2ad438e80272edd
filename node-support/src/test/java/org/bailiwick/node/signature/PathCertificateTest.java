package org.bailiwick.node.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SignatureException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;

class PathCertificateTest {
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final TestCa twin = TestCa.create("bailiwick.example");
  private final X509Certificate leaf = ca.agent("reader", "invoice.parse@1").certificate();

  @Test
  void verifiesAsTheCertificateDoes() {
    X509Certificate certificate = PathCertificate.of(leaf);
    assertThatCode(() -> certificate.verify(ca.issuing().getPublicKey()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> certificate.verify(twin.issuing().getPublicKey()))
        .isInstanceOf(SignatureException.class);
    assertThat(certificate).isEqualTo(leaf).hasSameHashCodeAs(leaf);
  }

  /** The platform's path validation says by a null that it names no provider. */
  @Test
  void verifiesWhenNoProviderIsNamed() {
    X509Certificate certificate = PathCertificate.of(leaf);
    String unnamed = null;
    assertThatCode(() -> certificate.verify(ca.issuing().getPublicKey(), unnamed))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> certificate.verify(twin.issuing().getPublicKey(), unnamed))
        .isInstanceOf(SignatureException.class);
  }

  @Test
  void isAPartOfPathsThatThePlatformValidates() {
    assertThatCode(() -> validate(ca.root(), leaf, ca.issuing())).doesNotThrowAnyException();
  }

  /** Same names, other keys: only the signatures differ. */
  @Test
  void breaksAPathWhenOneSignatureIsWrong() {
    assertThatThrownBy(() -> validate(twin.root(), leaf, twin.issuing()))
        .isInstanceOf(CertPathValidatorException.class);
    assertThatThrownBy(() -> validate(twin.root(), leaf, ca.issuing()))
        .isInstanceOf(CertPathValidatorException.class);
  }

  private static void validate(X509Certificate anchor, X509Certificate... path) throws Exception {
    CertPath certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(path).stream().map(PathCertificate::of).toList());
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX", "SUN").validate(certificates, parameters);
  }
}
