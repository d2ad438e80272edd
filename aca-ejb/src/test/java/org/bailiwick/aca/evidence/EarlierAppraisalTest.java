package org.bailiwick.aca.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a renewal without evidence may rest on (requirement R10, threat 21). */
class EarlierAppraisalTest {

  private static final TrustVector VECTOR = TrustVector.of(Map.of("executables", 2));
  private final TestCa ca = TestCa.create("bailiwick.example");

  private X509Certificate credential(String... kinds) {
    List<RootOfTrust> roots =
        Stream.of(kinds).map(kind -> new RootOfTrust(kind, "sha256:" + "0".repeat(64))).toList();
    return ca.agent(
            "reader", ca.information("invoice.parse@1"), new AttesterTrustworthiness(roots, VECTOR))
        .certificate();
  }

  @Test
  void isThatOfADeviceWithItsTime() {
    EarlierAppraisal earlier = EarlierAppraisal.in(credential("idevid")).orElseThrow();
    assertThat(earlier.root().kind()).isEqualTo("idevid");
    assertThat(earlier.result().vector()).isEqualTo(VECTOR.named());
    assertThat(earlier.result().appraisedAt())
        .isEqualTo(ca.information("invoice.parse@1").attestation().appraisedAt());
  }

  /** The renewal's key need not be in the TPM or HSM, or in the container. */
  @ParameterizedTest
  @ValueSource(strings = {"tpm", "hsm-key", "container", "join-token"})
  void isNoneThatIsAboutTheKey(String kind) {
    assertThat(EarlierAppraisal.in(credential(kind))).isEmpty();
    assertThat(EarlierAppraisal.in(credential("idevid", kind))).isEmpty();
  }

  @Test
  void isNoneWhereTheRootIsNotKnown() {
    assertThat(EarlierAppraisal.in(credential())).isEmpty();
    assertThat(EarlierAppraisal.in(ca.agent("reader", "invoice.parse@1").certificate())).isEmpty();
  }
}
