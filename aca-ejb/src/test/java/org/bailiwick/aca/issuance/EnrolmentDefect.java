package org.bailiwick.aca.issuance;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/** One thing that is wrong with an enrolment, and how it must be refused. */
record EnrolmentDefect(
    String name, ProblemType type, String check, BiConsumer<TestDevice, IssuerFixture> change) {

  static Stream<EnrolmentDefect> all() {
    return Stream.of(evidence(), request(), attestation(), user(), wishes()).flatMap(s -> s);
  }

  private static Stream<EnrolmentDefect> evidence() {
    ProblemType rejected = ProblemType.EVIDENCE_REJECTED;
    return Stream.of(
        of(
            "statement by another key",
            rejected,
            "statement-signature",
            (d, f) -> d.statementSigner = TestKeys.ec().getPrivate()),
        of(
            "statement of another type",
            rejected,
            "statement-typ",
            (d, f) -> d.statementType = "JWT"),
        of(
            "device of a foreign maker",
            rejected,
            "device-issuer-untrusted",
            (d, f) ->
                d.chain = List.of(new TestMaker("Other").device("SN-1", d.deviceKey.getPublic()))),
        of(
            "maker's name under another key",
            rejected,
            "device-issuer-untrusted",
            (d, f) ->
                d.chain = List.of(new TestMaker("Maker").device("SN-1", d.deviceKey.getPublic()))),
        of(
            "expired device",
            rejected,
            "device-certificate-expired",
            (d, f) ->
                d.chain =
                    List.of(
                        f.maker.device(
                            TestMaker.Draft.device("SN-1", d.deviceKey.getPublic())
                                .until(Instant.parse("2026-02-01T00:00:00Z"))))),
        of(
            "device without serial number",
            rejected,
            "device-serial-number",
            (d, f) ->
                d.chain =
                    List.of(
                        f.maker.device(
                            TestMaker.Draft.device("SN-1", d.deviceKey.getPublic())
                                .named("CN=device")))),
        of("no chain", rejected, "device-chain-length", (d, f) -> d.chain = List.of()),
        of(
            "the maker itself as device",
            rejected,
            "device-is-anchor",
            (d, f) -> d.chain = List.of(f.maker.root())),
        of(
            "made-up nonce",
            ProblemType.NONCE_INVALID,
            "nonce-foreign",
            (d, f) -> d.request.put("nonce", "A".repeat(75))),
        of(
            "malformed nonce",
            ProblemType.NONCE_INVALID,
            "nonce-malformed",
            (d, f) -> d.request.put("nonce", "abc")));
  }

  private static Stream<EnrolmentDefect> request() {
    ProblemType csr = ProblemType.INVALID_CSR;
    return Stream.of(
        of(
            "CSR by a key that it does not name",
            ProblemType.PROOF_OF_POSSESSION_FAILED,
            "csr-signature",
            (d, f) -> d.csr = TestCsr.of(d.agentKey).signedBy(TestKeys.ec().getPrivate()).der()),
        of(
            "CSR other than the one signed for",
            ProblemType.EVIDENCE_REJECTED,
            "statement-csr-mismatch",
            (d, f) -> d.request.put("csr_sha256", "x")),
        of(
            "CSR with an octet after it",
            csr,
            "csr-der",
            (d, f) -> d.csr = Arrays.copyOf(d.csr, d.csr.length + 1)),
        of(
            "CSR that is text",
            csr,
            "csr-der",
            (d, f) -> d.csr = "hello".getBytes(StandardCharsets.US_ASCII)),
        of(
            "CSR of the device key",
            csr,
            "csr-key-is-device-key",
            (d, f) -> d.csr = TestCsr.of(d.deviceKey).der()),
        of(
            "RSA key that is too short",
            csr,
            "key-rsa-size",
            (d, f) -> d.csr = TestCsr.of(TestKeys.rsa2048()).der()),
        of(
            "CSR that asks to be a CA",
            csr,
            "csr-asks-ca",
            (d, f) ->
                d.csr =
                    TestCsr.of(d.agentKey)
                        .asking(Extension.basicConstraints, true, new BasicConstraints(true))
                        .der()),
        of(
            "CSR that asks to sign certificates",
            csr,
            "csr-asks-cert-sign",
            (d, f) ->
                d.csr =
                    TestCsr.of(d.agentKey)
                        .asking(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                        .der()),
        of(
            "CSR that asks for another's name",
            csr,
            "csr-foreign-name",
            (d, f) ->
                d.csr =
                    TestCsr.of(d.agentKey)
                        .asking(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(
                                new GeneralName(
                                    GeneralName.uniformResourceIdentifier,
                                    "spiffe://bailiwick.example/agent/other")))
                        .der()));
  }

  private static Stream<EnrolmentDefect> attestation() {
    ProblemType rejected = ProblemType.EVIDENCE_REJECTED;
    ProblemType denied = ProblemType.ATTESTATION_NOT_AFFIRMING;
    return Stream.of(
        of(
            "EAT by another key",
            rejected,
            "eat-signature",
            (d, f) -> d.eatSigner = TestKeys.ec().getPrivate()),
        of(
            "EAT other than the one signed for",
            rejected,
            "statement-eat-mismatch",
            (d, f) -> d.request.put("eat_sha256", "x")),
        of(
            "EAT for another nonce",
            rejected,
            "eat-nonce-mismatch",
            (d, f) -> d.eat.put("eat_nonce", f.nonces.mint().value())),
        of(
            "EAT of another profile",
            rejected,
            "eat-profile",
            (d, f) -> d.eat.put("eat_profile", "1.2.3")),
        of(
            "old EAT",
            rejected,
            "eat-age",
            (d, f) -> d.eat.put("iat", f.clock.instant().minusSeconds(3600).getEpochSecond())),
        of(
            "EAT with a fractional time",
            ProblemType.MALFORMED_REQUEST,
            "eat-claim",
            (d, f) -> d.eat.put("iat", 1.5)),
        of(
            "EAT for another use",
            rejected,
            "eat-intended-use",
            (d, f) -> d.eat.put("intuse", "registration")),
        of(
            "unknown program",
            denied,
            "attestation-program-unknown",
            (d, f) -> d.eat.put("program_name", "writer")),
        of(
            "changed program",
            denied,
            "attestation-program-changed",
            (d, f) -> d.eat.put("program_digest", "sha-256:12")),
        of(
            "unknown firmware version",
            denied,
            "attestation-firmware-changed",
            (d, f) -> d.eat.put("swversion", "0.9")),
        of(
            "debugging enabled",
            denied,
            "attestation-debug-enabled",
            (d, f) -> d.eat.put("dbgstat", "enabled")));
  }

  private static Stream<EnrolmentDefect> user() {
    ProblemType rejected = ProblemType.USER_TOKEN_REJECTED;
    return Stream.of(
        of(
            "token of an unknown issuer",
            rejected,
            "user-token-issuer-unknown",
            (d, f) -> token(d, f, "iss", "https://evil.example")),
        of(
            "token for another audience",
            rejected,
            "user-token-audience",
            (d, f) -> token(d, f, "aud", "other")),
        of(
            "token for two audiences",
            rejected,
            "user-token-audience",
            (d, f) -> token(d, f, "aud", List.of("bailiwick", "other"))),
        of(
            "expired token",
            rejected,
            "user-token-expired",
            (d, f) -> token(d, f, "exp", f.clock.instant().getEpochSecond() - 1)),
        of(
            "token by another key",
            rejected,
            "user-token-signature",
            (d, f) -> {
              String[] parts = d.userToken.split("\\.", -1);
              char last = parts[2].charAt(10);
              d.userToken =
                  parts[0]
                      + "."
                      + parts[1]
                      + "."
                      + parts[2].substring(0, 10)
                      + (last == 'A' ? 'B' : 'A')
                      + parts[2].substring(11);
            }),
        of("no token", rejected, "user-token-issuer-unknown", (d, f) -> d.userToken = "none"),
        of(
            "user of another owner",
            ProblemType.POLICY_DENIED,
            "owner-not-allowed",
            (d, f) -> token(d, f, "sub", "mallory")));
  }

  private static Stream<EnrolmentDefect> wishes() {
    ProblemType malformed = ProblemType.MALFORMED_REQUEST;
    return Stream.of(
        of(
            "capability above the profile",
            ProblemType.CAPABILITY_NOT_GRANTED,
            "capability-not-granted",
            (d, f) -> d.request.put("capabilities", List.of("ledger.post@1"))),
        of(
            "one capability more",
            ProblemType.CAPABILITY_NOT_GRANTED,
            "capability-not-granted",
            (d, f) -> d.request.put("capabilities", List.of("invoice.parse@1", "ledger.post@1"))),
        of(
            "capability in another case",
            malformed,
            "capability-syntax",
            (d, f) -> d.request.put("capabilities", List.of("Invoice.parse@1"))),
        of(
            "capability with a look-alike letter",
            malformed,
            "capability-syntax",
            (d, f) -> d.request.put("capabilities", List.of("inv\u043eice.parse@1"))),
        of(
            "no capability",
            malformed,
            "agent-information-empty",
            (d, f) -> d.request.put("capabilities", List.of())),
        of(
            "capabilities that are no list",
            malformed,
            "statement-claim",
            (d, f) -> d.request.put("capabilities", "invoice.parse@1")),
        of(
            "name with a path in it",
            malformed,
            "agent-name-syntax",
            (d, f) -> d.request.put("name", "../node/authority")),
        of(
            "locator without TLS",
            malformed,
            "locator-syntax",
            (d, f) -> d.request.put("locator", "http://127.0.0.1/work")),
        of(
            "profile that is not there",
            malformed,
            "profile-unknown",
            (d, f) -> d.request.put("profile", "root")),
        of(
            "validation method beyond the profile",
            ProblemType.POLICY_DENIED,
            "profile-validation-method",
            (d, f) -> d.request.put("validation_methods", List.of("wit"))));
  }

  private static void token(TestDevice device, IssuerFixture fixture, String claim, Object value) {
    device.userToken =
        fixture.provider.token(fixture.clock.instant(), claims -> claims.put(claim, value));
  }

  private static EnrolmentDefect of(
      String name, ProblemType type, String check, BiConsumer<TestDevice, IssuerFixture> change) {
    return new EnrolmentDefect(name, type, check, change);
  }

  @Override
  public String toString() {
    return name;
  }
}
