package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attestation that stands in the CSR (draft-ietf-lamps-csr-attestation). */
class CsrAttestationTest {

  private static final ASN1ObjectIdentifier ATTESTATION =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.59");
  private static final ASN1ObjectIdentifier CMW = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35");

  @TempDir private Path folder;
  private final TestVerifier verifier = new TestVerifier();
  private IssuerFixture fixture;
  private TestDevice device;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    verifier.trustIn(folder.resolve("verifiers"), "\"passport\":true");
    device = fixture.device();
    device.attests = false;
    device.eat.put("cnf", TestVerifier.cnf(device.agentKey.getPublic()));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String ear() {
    Map<String, Object> claims =
        verifier.ear(device.request.get("nonce").toString(), fixture.clock.instant());
    claims.put("cnf", TestVerifier.cnf(device.agentKey.getPublic()));
    return verifier.sign(claims);
  }

  private static ASN1Encodable json(String jwt) {
    return statement(
        CMW,
        new DERUTF8String(
            "[\"application/eat+jwt\",\""
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(jwt.getBytes(StandardCharsets.US_ASCII))
                + "\"]"));
  }

  private static ASN1Encodable cbor(String jwt) {
    byte[] value = jwt.getBytes(StandardCharsets.US_ASCII);
    return statement(
        CMW, new DEROctetString(TestCbor.of(List.of("application/eat+jwt", value, 4))));
  }

  private static ASN1Encodable statement(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return sequence(type, value);
  }

  private static ASN1Encodable sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  private static ASN1Encodable bundle(ASN1Encodable... statements) {
    return sequence(sequence(statements));
  }

  private void put(ASN1Encodable... values) {
    device.csr = TestCsr.of(device.agentKey).attribute(ATTESTATION, values).der();
  }

  private void refuses(ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> fixture.issue(device.send()));
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(fixture.database.count("issuance")).isZero();
  }

  private void affirms() {
    IssuedCredential issued = fixture.issue(device.send());
    assertThat(fixture.ledger.find(issued.ref()).orElseThrow().issuance().grounds().verdict())
        .startsWith("affirming");
  }

  @Test
  void takesAnEatInACmwOfJson() {
    put(bundle(json(device.eat())));
    affirms();
  }

  @Test
  void takesAnEatInACmwOfCborWithCertificatesBesides() {
    put(sequence(sequence(cbor(device.eat())), sequence(sequence(new ASN1Integer(1)))));
    affirms();
  }

  @Test
  void takesAResultAndEvidenceTogether() {
    put(bundle(json(ear()), cbor(device.eat())));
    affirms();
  }

  @Test
  void evidenceInTheCsrIsAppraisedLikeAnyOther() {
    device.eat.put("program_digest", "sha-256:12");
    put(bundle(json(device.eat())));
    refuses(ProblemType.ATTESTATION_NOT_AFFIRMING, "attestation-program-changed");
  }

  @Test
  void mustNameTheCsrsKey() {
    device.eat.remove("cnf");
    put(bundle(json(device.eat())));
    refuses(ProblemType.EVIDENCE_REJECTED, "eat-key-missing");
    device.eat.put("cnf", TestVerifier.cnf(TestKeys.ec().getPublic()));
    put(bundle(json(device.eat())));
    refuses(ProblemType.EVIDENCE_REJECTED, "eat-key");
    Map<String, Object> claims =
        verifier.ear(device.request.get("nonce").toString(), fixture.clock.instant());
    claims.put("cnf", TestVerifier.cnf(device.deviceKey.getPublic()));
    put(bundle(json(verifier.sign(claims))));
    refuses(ProblemType.EVIDENCE_REJECTED, "ear-key");
  }

  @Test
  void mustBeOfTheDeviceAndFresh() {
    device.eatSigner = TestKeys.ec().getPrivate();
    put(bundle(json(device.eat())));
    refuses(ProblemType.EVIDENCE_REJECTED, "eat-signature");
    device.eatSigner = device.deviceKey.getPrivate();
    device.eat.put("eat_nonce", fixture.nonces.mint().value());
    put(bundle(json(device.eat())));
    refuses(ProblemType.EVIDENCE_REJECTED, "eat-nonce-mismatch");
  }

  @Test
  void nothingIsNamedInTwoPlaces() {
    put(bundle(json(device.eat())));
    device.attests = true;
    refuses(ProblemType.EVIDENCE_REJECTED, "attestation-twice");
    device.attests = false;
    put(bundle(json(device.eat()), cbor(device.eat())));
    refuses(ProblemType.EVIDENCE_REJECTED, "attestation-twice");
    put(bundle(json(ear())));
    device.evidence.add(new EvidenceItem("attestation-result", ear()));
    refuses(ProblemType.EVIDENCE_REJECTED, "attestation-twice");
  }

  @Test
  void hasOneAttributeWithOneValue() {
    ASN1Encodable bundle = bundle(json(device.eat()));
    put(bundle, bundle(cbor(device.eat())));
    refuses(ProblemType.INVALID_CSR, "csr-attestation-values");
    device.csr = TestCsr.of(device.agentKey).attribute(ATTESTATION).der();
    refuses(ProblemType.INVALID_CSR, "csr-attestation-values");
    device.csr =
        TestCsr.of(device.agentKey)
            .attribute(ATTESTATION, bundle)
            .attribute(ATTESTATION, bundle)
            .der();
    refuses(ProblemType.INVALID_CSR, "csr-attribute-twice");
  }

  @Test
  void isABundleOfCmwAndNothingElse() {
    ASN1Encodable sound = json(device.eat());
    Stream.of(
            new ASN1Integer(1),
            sequence(),
            sequence(sequence()),
            bundle(sequence(CMW)),
            sequence(sequence(sound), sequence()),
            sequence(sequence(sound), sequence(sound), sequence(sound)),
            bundle(sound, sound, sound, sound, sound),
            bundle(statement(CMW, new ASN1Integer(1))))
        .forEach(
            value -> {
              put(value);
              refuses(ProblemType.INVALID_CSR, "csr-attestation-malformed");
            });
    put(bundle(statement(new ASN1ObjectIdentifier("2.23.133.20.1"), new DERUTF8String("x"))));
    refuses(ProblemType.INVALID_CSR, "csr-attestation-type");
  }

  @Test
  void holdsACmwRecordThatCanBeRead() {
    put(bundle(statement(CMW, new DERUTF8String("eyJ.e30.c2ln"))));
    refuses(ProblemType.MALFORMED_REQUEST, "csr-attestation-cmw");
    put(bundle(statement(CMW, new DEROctetString(new byte[] {(byte) 0x9f, (byte) 0xff}))));
    refuses(ProblemType.MALFORMED_REQUEST, "csr-attestation-cbor");
    put(bundle(statement(CMW, new DEROctetString(TestCbor.of(List.of("a", "b"))))));
    refuses(ProblemType.MALFORMED_REQUEST, "csr-attestation-cmw");
    byte[] psa = TestCbor.of(List.of("application/psa-attestation-token", new byte[] {1}));
    put(bundle(statement(CMW, new DEROctetString(psa))));
    refuses(ProblemType.MALFORMED_REQUEST, "ear-media-type");
  }
}
