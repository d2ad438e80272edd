package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a certificate says about the environment of its holder (R46; threat 21). */
class AttesterTrustworthinessTest {

  private static final ASN1ObjectIdentifier EXTENSION =
      new ASN1ObjectIdentifier(AttesterTrustworthinessExtension.OID);

  @TempDir private Path folder;
  private final KeyPair key = TestKeys.ec();
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private AttesterTrustworthiness ofTheDevice() {
    return new AttesterTrustworthiness(
        List.of(new RootOfTrust("idevid", "sha256:" + Sha256.hex(Pem.der(fixture.maker.root())))),
        TrustVector.of(Map.of("executables", 2, "instance-identity", 2)));
  }

  @Test
  void hasTheManufacturersAnchorAndTheVerifiersVector() {
    X509Certificate issued = fixture.issue(fixture.device().send()).certificate();
    assertThat(AgentCredential.read(issued).trustworthiness()).contains(ofTheDevice());
    assertThat(issued.getNonCriticalExtensionOIDs()).contains(AttesterTrustworthinessExtension.OID);
  }

  /** What a CSR asks for is no evidence, whether it is well formed or not. */
  @Test
  void neverComesFromACertificationRequest() {
    AttesterTrustworthiness claimed =
        new AttesterTrustworthiness(
            List.of(new RootOfTrust("tpm", "sha256:" + "0".repeat(64))),
            TrustVector.of(Map.of("hardware", 2)));
    for (TestCsr csr :
        List.of(
            TestCsr.of(key)
                .asking(
                    EXTENSION,
                    false,
                    ASN1Sequence.getInstance(AttesterTrustworthinessExtension.encode(claimed))),
            TestCsr.of(key).asking(EXTENSION, false, DERNull.INSTANCE))) {
      TestDevice device = fixture.device();
      device.agentKey = key;
      device.csr = csr.der();
      assertThat(AgentCredential.read(fixture.issue(device.send()).certificate()).trustworthiness())
          .contains(ofTheDevice());
    }
    TestDevice device = fixture.device();
    device.agentKey = key;
    device.csr = TestCsr.of(key).asking(EXTENSION, true, DERNull.INSTANCE).der();
    fixture.refuses(() -> fixture.issue(device.send()), "csr-unknown-critical");
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void isInTheCertificatesOfAllWorkloads(String kind) throws IOException {
    Files.writeString(
        folder.resolve("profiles").resolve(kind + ".json"),
        """
        {"name":"%1$s","kind":"%1$s","validity":"PT12H","key_algorithms":["EC_P256"],"validation_methods":["mtls"]}
        """
            .formatted(kind));
    TestDevice device = fixture.device();
    device.request.remove("capabilities");
    device.request.putAll(Map.of("kind", kind, "profile", kind, "name", "broker"));
    assertThat(AttesterTrustworthinessExtension.find(fixture.issue(device.send()).certificate()))
        .contains(ofTheDevice());
  }

  /** A text that cannot stand in a certificate, or that poses as a digest, is still told apart. */
  @Test
  void anIssuersNameOfAnotherFormHasADigest() {
    assertThat(anchor("https://issuer.example")).isEqualTo("https://issuer.example");
    List<String> strange =
        List.of(
            "two words",
            "\u00fcber",
            "i".repeat(256),
            "sha256:" + "0".repeat(64),
            "issuer-sha256:" + "0".repeat(64));
    assertThat(strange.stream().map(AttesterTrustworthinessTest::anchor))
        .doesNotHaveDuplicates()
        .allMatch(anchor -> anchor.matches("issuer-sha256:[0-9a-f]{64}"));
    assertThat(Stream.of(strange.getLast()).map(AttesterTrustworthinessTest::anchor))
        .doesNotContain(strange.getLast());
  }

  private static String anchor(String issuer) {
    return AttestedSubject.keyless("oidc-token", issuer, "pod")
        .rootedInIssuer()
        .root()
        .orElseThrow()
        .anchor();
  }
}
