package org.bailiwick.aca.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.aca.lint.CertificateProfile.AGENT;
import static org.bailiwick.aca.lint.CertificateProfile.NODE;
import static org.bailiwick.aca.lint.SoundSpecimens.names;
import static org.bailiwick.aca.lint.SoundSpecimens.uri;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9608: what says that it has no status names none, and does not live long. */
class NoRevocationLintTest {

  private static final SoundSpecimens SOUND = new SoundSpecimens();

  @Test
  void findsNothingInAnAgentsCredentialThatLivesAnHour() {
    assertThat(found(AGENT, specimen -> {})).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void findsTheDefectAndNothingElse(String rule, Consumer<SpecimenBuilder> change) {
    assertThat(found(AGENT, change)).containsOnly(rule);
  }

  static Stream<Arguments> findsTheDefectAndNothingElse() {
    return Stream.of(
        defect("critical", s -> s.critical(Extension.noRevAvail, true)),
        defect(
            "no-revocation-form",
            s -> s.with(Extension.noRevAvail, false, new DERUTF8String("none"))),
        defect("no-revocation-long", s -> s.end = after(s.start, Duration.ofMinutes(66))),
        defect("crl-pointer", s -> s.with(Extension.cRLDistributionPoints, false, point())),
        defect("freshest-crl", s -> s.with(Extension.freshestCRL, false, point())),
        defect(
            "ocsp-pointer",
            s ->
                s.with(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                        new AccessDescription[] {issuers(), responder()}))));
  }

  @Test
  void isForAgentsOnly() {
    assertThat(found(NODE, specimen -> {})).contains("extension-known");
  }

  private static Arguments defect(String rule, Consumer<SpecimenBuilder> change) {
    return Arguments.of(rule, change);
  }

  private static List<String> found(CertificateProfile profile, Consumer<SpecimenBuilder> change) {
    SpecimenBuilder specimen =
        SpecimenBuilder.of(SOUND.body(profile))
            .without(Extension.cRLDistributionPoints)
            .with(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(issuers()))
            .with(Extension.noRevAvail, false, DERNull.INSTANCE);
    specimen.end = after(specimen.start, Duration.ofMinutes(65));
    change.accept(specimen);
    return SOUND.lint(profile).findings(specimen.tbs(), profile).stream()
        .map(CredentialLint.Finding::rule)
        .toList();
  }

  private static Time after(Time start, Duration life) {
    return new Time(Date.from(start.getDate().toInstant().plus(life)));
  }

  private static AccessDescription issuers() {
    return new AccessDescription(
        AccessDescription.id_ad_caIssuers, uri("http://127.0.0.1/issuers/issuing-1.cer"));
  }

  private static AccessDescription responder() {
    return new AccessDescription(AccessDescription.id_ad_ocsp, uri("http://127.0.0.1/ocsp"));
  }

  private static ASN1Encodable point() {
    DistributionPointName name = new DistributionPointName(names(uri("http://127.0.0.1/a.crl")));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }
}
