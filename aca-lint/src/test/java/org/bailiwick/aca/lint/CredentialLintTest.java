package org.bailiwick.aca.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.aca.lint.CertificateProfile.AGENT;

import java.util.Arrays;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialLintTest {

  private static final SoundSpecimens SOUND = new SoundSpecimens();

  @ParameterizedTest
  @EnumSource(CertificateProfile.class)
  void findsNothingInASoundSpecimen(CertificateProfile profile) {
    assertThat(SOUND.lint(profile).findings(SOUND.body(profile), profile)).isEmpty();
  }

  @Test
  void findsNothingInAnAgentWithTheKeyOfItsOwner() {
    byte[] body =
        SpecimenBuilder.of(SOUND.body(AGENT))
            .with(OwnerKeyRules.OWNER_KEY, false, OwnerKeyDefects.sound())
            .tbs();
    assertThat(SOUND.lint(AGENT).findings(body, AGENT)).isEmpty();
  }

  @Test
  void findsNothingInAServiceWithTheNameOfItsHost() {
    byte[] body =
        SpecimenBuilder.of(SOUND.body(CertificateProfile.SERVICE))
            .with(Extension.subjectAlternativeName, false, HostNameDefects.sound())
            .tbs();
    assertThat(SOUND.lint(CertificateProfile.SERVICE).findings(body, CertificateProfile.SERVICE))
        .isEmpty();
  }

  /** Each workload's, and none of another kind. */
  @ParameterizedTest
  @EnumSource(
      value = CertificateProfile.class,
      names = {"AGENT", "SERVICE", "DEVICE"})
  void findsNothingInAWorkloadWithRootsOfTrust(CertificateProfile profile) {
    byte[] body =
        SpecimenBuilder.of(SOUND.body(profile))
            .with(ExtensionRules.ATTESTER_TRUSTWORTHINESS, false, TrustworthinessDefects.sound())
            .tbs();
    assertThat(SOUND.lint(profile).findings(body, profile)).isEmpty();
  }

  /** A certificate of one kind of subject is never lint-free as one of another kind. */
  @ParameterizedTest
  @EnumSource(
      value = CertificateProfile.class,
      names = {"AGENT", "SERVICE", "DEVICE", "NODE"})
  void passesUnderTheProfileOfItsOwnKindOnly(CertificateProfile profile) {
    for (CertificateProfile other : CertificateProfile.values()) {
      boolean leaf = other.hasSpiffeId() && other != CertificateProfile.OPERATOR;
      if (leaf && other != profile) {
        assertThat(SOUND.lint(profile).findings(SOUND.body(profile), other))
            .extracting(CredentialLint.Finding::rule)
            .as("%s as %s", profile, other)
            .contains("spiffe-id", "policies");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.bailiwick.aca.lint.Defects#all")
  void findsTheDefect(Defects.Defect defect) {
    SpecimenBuilder specimen = SpecimenBuilder.of(SOUND.body(defect.profile()));
    defect.change().accept(specimen);
    assertThat(SOUND.lint(defect.profile()).findings(specimen.tbs(), defect.profile()))
        .extracting(CredentialLint.Finding::rule)
        .contains(defect.rule());
  }

  static SubjectPublicKeyInfo issuingKey() {
    return SubjectPublicKeyInfo.getInstance(SOUND.issuing.getPublicKey().getEncoded());
  }

  @Test
  void refusesToPassWhatHasFindings() {
    byte[] body = SpecimenBuilder.of(SOUND.body(AGENT)).serial("1").tbs();
    assertThatThrownBy(() -> SOUND.lint(AGENT).check(body, AGENT))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("lint-serial-random"));
  }

  @Test
  void findsBytesAfterTheBody() {
    byte[] body = SOUND.body(AGENT);
    assertThat(SOUND.lint(AGENT).findings(Arrays.copyOf(body, body.length + 1), AGENT))
        .isNotEmpty();
  }

  @Test
  void findsNoiseAndNothing() {
    assertThat(SOUND.lint(AGENT).findings(new byte[0], AGENT)).isNotEmpty();
    assertThat(SOUND.lint(AGENT).findings(new byte[] {0x30, 0x03, 1, 2, 3}, AGENT)).isNotEmpty();
  }

  @Test
  void findsAProfileUnderTheWrongIssuer() {
    assertThat(CredentialLint.ofSelfSigned().findings(SOUND.body(AGENT), AGENT))
        .extracting(CredentialLint.Finding::rule)
        .contains("issuer-kind", "issuer-name");
  }
}
