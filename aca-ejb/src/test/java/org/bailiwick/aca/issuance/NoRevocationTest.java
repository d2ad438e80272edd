package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.profile.CredentialProfile;
import org.bailiwick.aca.testing.TestDevice;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles whose credentials say that no revocation information is available (RFC 9608). */
class NoRevocationTest {

  private static final String PROFILE =
      """
      {"name":"brief","validity":"%s","capabilities":["invoice.parse@1"],
       "key_algorithms":["EC_P256"],"validation_methods":["mtls"],%s}
      """;

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void namesNoStatusAndIsOnTheCompleteCrl() throws Exception {
    write(PROFILE.formatted("PT1H", "\"revocation\":\"none\""));
    TestDevice device = fixture.device();
    device.request.put("profile", "brief");
    IssuedCredential issued = fixture.issue(device.send());
    Extensions extensions =
        Certificate.getInstance(issued.certificate().getEncoded())
            .getTBSCertificate()
            .getExtensions();
    assertThat(extensions.getExtension(Extension.noRevAvail).getExtnValue().getOctets())
        .containsExactly(5, 0);
    assertThat(extensions.getExtension(Extension.noRevAvail).isCritical()).isFalse();
    assertThat(extensions.getExtension(Extension.cRLDistributionPoints)).isNull();
    assertThat(extensions.getExtension(Extension.freshestCRL)).isNull();
    assertThat(AuthorityInformationAccess.fromExtensions(extensions).getAccessDescriptions())
        .hasSize(1);
    LedgerEntry entry = fixture.ledger.find(issued.ref()).orElseThrow();
    assertThat(entry.issuance().crlShard()).isZero();
  }

  @Test
  void saysWhereTheStatusIsUnlessTheProfileSaysOtherwise() throws Exception {
    IssuedCredential issued = fixture.issue(fixture.device().send());
    Extensions extensions =
        Certificate.getInstance(issued.certificate().getEncoded())
            .getTBSCertificate()
            .getExtensions();
    assertThat(extensions.getExtension(Extension.noRevAvail)).isNull();
    assertThat(extensions.getExtension(Extension.cRLDistributionPoints)).isNotNull();
  }

  @Test
  void isForAnHourAtMost() {
    CredentialProfile hour =
        CredentialProfile.parse(PROFILE.formatted("PT1H", "\"revocation\":\"none\""));
    assertThat(hour.toString()).contains("validity=PT1H");
    refuses("PT1H0.001S", "\"revocation\":\"none\"", "must be at most an hour");
  }

  @Test
  void hasNoCrlOfItsOwn() {
    refuses("PT1H", "\"revocation\":\"none\",\"crl_shard\":0", "have a crl_shard");
  }

  @Test
  void knowsNoOtherWord() {
    refuses("PT1H", "\"revocation\":\"never\"", "NEVER");
  }

  private static void refuses(String validity, String members, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CredentialProfile.parse(PROFILE.formatted(validity, members)))
        .withMessageContaining(message);
  }

  private void write(String profile) throws IOException {
    Files.writeString(folder.resolve("profiles/brief.json"), profile);
  }
}
