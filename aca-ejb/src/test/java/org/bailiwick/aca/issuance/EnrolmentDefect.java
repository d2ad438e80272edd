package org.bailiwick.aca.issuance;

import static org.bailiwick.contract.problem.ProblemType.ATTESTATION_NOT_AFFIRMING;
import static org.bailiwick.contract.problem.ProblemType.CAPABILITY_NOT_GRANTED;
import static org.bailiwick.contract.problem.ProblemType.EVIDENCE_REJECTED;
import static org.bailiwick.contract.problem.ProblemType.INVALID_CSR;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.NONCE_INVALID;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.PROOF_OF_POSSESSION_FAILED;
import static org.bailiwick.contract.problem.ProblemType.USER_TOKEN_REJECTED;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
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
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/** One thing that is wrong with an enrolment, and how it must be refused. */
record EnrolmentDefect(
    String name, ProblemType type, String check, BiConsumer<TestDevice, IssuerFixture> change) {

  private static final GeneralNames FOREIGN_NAME =
      new GeneralNames(
          new GeneralName(
              GeneralName.uniformResourceIdentifier, "spiffe://bailiwick.example/agent/other"));

  static Stream<EnrolmentDefect> all() {
    return Stream.of(
            statement(),
            age(),
            device(),
            nonce(),
            csr(),
            csrExtensions(),
            eat(),
            attestation(),
            userToken(),
            ungranted(),
            capabilities(),
            request())
        .flatMap(defects -> defects);
  }

  /** Those that do not lie in how a request is brought. */
  static Stream<EnrolmentDefect> ofEveryDoor() {
    return Stream.of(device(), csr(), csrExtensions(), eat(), attestation(), ungranted())
        .flatMap(defects -> defects);
  }

  private static Stream<EnrolmentDefect> age() {
    long now = Instant.now().getEpochSecond();
    return Stream.concat(
        of(
            EVIDENCE_REJECTED,
            asking("statement of an hour ago", "statement-age", "iat", now - 3600),
            asking("statement of tomorrow", "statement-age", "iat", now + 86_400)),
        of(
            MALFORMED_REQUEST,
            defect("statement without iat", "statement-claim", (d, f) -> d.request.remove("iat")),
            asking("iat as text", "statement-claim", "iat", "now")));
  }

  private static Stream<EnrolmentDefect> statement() {
    return of(
        EVIDENCE_REJECTED,
        defect("by another key", "statement-signature", (d, f) -> d.statementSigner = other()),
        defect("of another type", "statement-typ", (d, f) -> d.statementType = "JWT"),
        asking("for another CSR", "statement-csr-mismatch", "csr_sha256", "x"),
        asking("for another EAT", "statement-eat-mismatch", "eat_sha256", "x"));
  }

  private static Stream<EnrolmentDefect> device() {
    return of(
        EVIDENCE_REJECTED,
        defect("foreign maker", "device-issuer-untrusted", (d, f) -> madeBy("Other", d)),
        defect("maker's namesake", "device-issuer-untrusted", (d, f) -> madeBy("Maker", d)),
        defect(
            "expired device",
            "device-certificate-expired",
            (d, f) ->
                d.chain =
                    List.of(f.maker.device(draft(d).until(Instant.parse("2026-02-01T00:00:00Z"))))),
        defect(
            "device without serial number",
            "device-serial-number",
            (d, f) -> d.chain = List.of(f.maker.device(draft(d).named("CN=device")))),
        defect("no chain", "device-chain-length", (d, f) -> d.chain = List.of()),
        defect("maker as device", "device-is-anchor", (d, f) -> d.chain = List.of(f.maker.root())));
  }

  private static Stream<EnrolmentDefect> nonce() {
    return of(
        NONCE_INVALID,
        asking("made-up nonce", "nonce-foreign", "nonce", "A".repeat(75)),
        asking("malformed nonce", "nonce-malformed", "nonce", "abc"));
  }

  private static Stream<EnrolmentDefect> csr() {
    return Stream.concat(
        of(
            PROOF_OF_POSSESSION_FAILED,
            defect(
                "CSR by a key that it does not name",
                "csr-signature",
                (d, f) -> d.csr = TestCsr.of(d.agentKey).signedBy(other()).der()),
            defect(
                "CSR whose signature has unused bits",
                "csr-signature",
                (d, f) -> d.csr = TestCsr.of(d.agentKey).withUnusedBits())),
        of(
            INVALID_CSR,
            defect(
                "CSR over an empty Ed25519 key",
                "csr-key",
                (d, f) -> d.csr = TestCsr.of(d.agentKey).overAnEmptyKey()),
            defect(
                "CSR whose attributes have a primitive tag",
                "csr-der",
                (d, f) -> d.csr = TestCsr.of(d.agentKey).withPrimitiveAttributes()),
            defect(
                "CSR with an octet after it",
                "csr-der",
                (d, f) -> d.csr = Arrays.copyOf(d.csr, d.csr.length + 1)),
            defect(
                "CSR that is text",
                "csr-der",
                (d, f) -> d.csr = "hello".getBytes(StandardCharsets.US_ASCII)),
            defect(
                "CSR of the device key",
                "csr-key-is-device-key",
                (d, f) -> d.csr = TestCsr.of(d.deviceKey).der()),
            defect(
                "RSA key that is too short",
                "key-rsa-size",
                (d, f) -> d.csr = TestCsr.of(TestKeys.rsa2048()).der())));
  }

  private static Stream<EnrolmentDefect> csrExtensions() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
    KeyUsage signing = new KeyUsage(KeyUsage.keyCertSign);
    return of(
        INVALID_CSR,
        asking("csr-asks-ca", Extension.basicConstraints, new BasicConstraints(true)),
        asking("csr-asks-cert-sign", Extension.keyUsage, signing),
        asking("csr-foreign-name", Extension.subjectAlternativeName, FOREIGN_NAME),
        asking("csr-unknown-critical", unknown, new BasicConstraints(false)),
        asking("csr-extension-malformed", Extension.extendedKeyUsage, unknown));
  }

  private static Stream<EnrolmentDefect> eat() {
    return of(
        EVIDENCE_REJECTED,
        defect("EAT by another key", "eat-signature", (d, f) -> d.eatSigner = other()),
        defect(
            "EAT for another nonce",
            "eat-nonce-mismatch",
            (d, f) -> d.eat.put("eat_nonce", f.nonces.mint().value())),
        defect(
            "old EAT",
            "eat-age",
            (d, f) -> d.eat.put("iat", f.clock.instant().getEpochSecond() - 3600)),
        attesting("EAT of another profile", "eat-profile", "eat_profile", "1.2.3"),
        attesting(
            "two software versions",
            "eat-swversion",
            "swversion",
            List.of("1.0", "multipartnumeric")),
        attesting("a model that is no base64url", "eat-hwmodel", "hwmodel", "Acme 1"),
        attesting("EAT for another use", "eat-intended-use", "intuse", "registration"));
  }

  private static Stream<EnrolmentDefect> attestation() {
    return of(
        ATTESTATION_NOT_AFFIRMING,
        attesting("unknown program", "attestation-program-unknown", "program_name", "writer"),
        attesting("changed program", "attestation-program-changed", "program_digest", "sha-256:12"),
        attesting("other firmware", "attestation-firmware-changed", "swversion", List.of("0.9")),
        attesting("unknown firmware", "attestation-firmware-unknown", "swname", "other-os"),
        attesting("debugging", "attestation-debug-enabled", "dbgstat", "enabled"));
  }

  private static Stream<EnrolmentDefect> userToken() {
    return Stream.concat(
        of(POLICY_DENIED, claiming("user of another owner", "owner-not-allowed", "sub", "eve")),
        of(
            USER_TOKEN_REJECTED,
            claiming("unknown issuer", "user-token-issuer-unknown", "iss", "https://evil.example"),
            claiming("other audience", "user-token-audience", "aud", "other"),
            claiming("two audiences", "user-token-audience", "aud", List.of("bailiwick", "x")),
            claiming("expired token", "user-token-expired", "exp", 1_700_000_000L),
            claiming("user who turns the text round", "user-token-claim-sub", "sub", "al\u202eeci"),
            claiming(
                "role that turns the text round", "user-token-roles", "roles", List.of("a\u202e")),
            claiming("token without expiry", "user-token-claim-exp", "exp", "never"),
            defect("no token", "user-token-issuer-unknown", (d, f) -> d.userToken = "none"),
            defect(
                "token with a changed signature",
                "user-token-signature",
                (d, f) -> d.userToken = changed(d.userToken))));
  }

  private static Stream<EnrolmentDefect> ungranted() {
    return Stream.concat(
        of(
            CAPABILITY_NOT_GRANTED,
            wanting("another capability", "capability-not-granted", "ledger.post@1"),
            wanting(
                "one more capability",
                "capability-not-granted",
                "invoice.parse@1",
                "ledger.post@1")),
        of(
            POLICY_DENIED,
            asking("owner whom the user may not act for", "owner-not-allowed", "owner", "Legal"),
            asking(
                "validation method beyond the profile",
                "profile-validation-method",
                "validation_methods",
                List.of("wit"))));
  }

  private static Stream<EnrolmentDefect> capabilities() {
    return of(
        MALFORMED_REQUEST,
        wanting("capability in another case", "capability-syntax", "Invoice.parse@1"),
        wanting("look-alike letter", "capability-syntax", "inv\u043eice.parse@1"),
        wanting("no capability", "agent-information-empty"),
        asking("no list", "statement-claim", "capabilities", "invoice.parse@1"));
  }

  private static Stream<EnrolmentDefect> request() {
    return of(
        MALFORMED_REQUEST,
        asking("name with a path", "agent-name-syntax", "name", "../node/authority"),
        asking("locator without TLS", "locator-syntax", "locator", "http://127.0.0.1/work"),
        asking("unknown profile", "profile-unknown", "profile", "root"),
        attesting("fractional time", "eat-claim", "iat", 1.5));
  }

  private static PrivateKey other() {
    return TestKeys.ec().getPrivate();
  }

  private static TestMaker.Draft draft(TestDevice device) {
    return TestMaker.Draft.device("SN-1", device.deviceKey.getPublic());
  }

  private static void madeBy(String maker, TestDevice device) {
    device.chain = List.of(new TestMaker(maker).device(draft(device)));
  }

  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 10;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static EnrolmentDefect asking(String name, String check, String claim, Object value) {
    return defect(name, check, (device, fixture) -> device.request.put(claim, value));
  }

  private static EnrolmentDefect wanting(String name, String check, String... capabilities) {
    return asking(name, check, "capabilities", List.of(capabilities));
  }

  private static EnrolmentDefect attesting(String name, String check, String claim, Object value) {
    return defect(name, check, (device, fixture) -> device.eat.put(claim, value));
  }

  private static EnrolmentDefect claiming(String name, String check, String claim, Object value) {
    return defect(
        name,
        check,
        (device, fixture) ->
            device.userToken =
                fixture.provider.token(
                    fixture.clock.instant(), claims -> claims.put(claim, value)));
  }

  private static EnrolmentDefect asking(
      String check, ASN1ObjectIdentifier extension, ASN1Encodable value) {
    return defect(
        check,
        check,
        (device, fixture) ->
            device.csr = TestCsr.of(device.agentKey).asking(extension, true, value).der());
  }

  private static EnrolmentDefect defect(
      String name, String check, BiConsumer<TestDevice, IssuerFixture> change) {
    return new EnrolmentDefect(name, ProblemType.INTERNAL, check, change);
  }

  /** Gives all of them the problem type with which they must be refused. */
  private static Stream<EnrolmentDefect> of(ProblemType type, EnrolmentDefect... defects) {
    return Stream.of(defects).map(d -> new EnrolmentDefect(d.name(), type, d.check(), d.change()));
  }

  @Override
  public String toString() {
    return name;
  }
}
