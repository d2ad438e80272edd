package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.wit.WitMint;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workload Identity Tokens beside credentials (draft-ietf-wimse-workload-creds section 5.1). */
class WitTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private SigningKey key;

  @BeforeEach
  void open() throws Exception {
    fixture = new IssuerFixture(folder);
    key = fixture.witKey.get();
    Path usual = folder.resolve("profiles/agent-default.json");
    Files.writeString(
        folder.resolve("profiles/plain.json"),
        Files.readString(usual)
            .replace("agent-default", "plain")
            .replace(",\"wit_validity\":\"PT30M\"", "")
            .replace("\"x509\",\"wit\"", "\"x509\""));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void comesBesideTheCertificateWhenTheDeviceSignedForIt() {
    TestDevice device = asking("x509", "wit");
    IssuedCredential issued = fixture.issue(device.send());
    CredentialToken wit = issued.wit().orElseThrow();

    JsonObject claims = claims(wit);
    assertThat(claims.keySet())
        .containsExactlyInAnyOrder("iss", "sub", "iat", "exp", "jti", "cnf", "status");
    assertThat(claims.getJsonObject("status").getJsonObject("status_list").getString("uri"))
        .matches("https://aca\\.example/status-lists/\\d+");
    assertThat(claims.getString("iss")).isEqualTo("https://aca.example");
    assertThat(claims.getString("sub")).isEqualTo("spiffe://bailiwick.example/agent/reader");
    assertThat(claims.getJsonNumber("exp").longValue() - claims.getJsonNumber("iat").longValue())
        .isEqualTo(Duration.ofMinutes(30).toSeconds());
    assertThat(claims.getJsonNumber("exp").longValue()).isEqualTo(wit.expiresAt().getEpochSecond());
    JsonObject jwk = claims.getJsonObject("cnf").getJsonObject("jwk");
    assertThat(PublicJwk.parse(jwk)).isEqualTo(device.agentKey.getPublic());
    assertThat(jwk.getString("alg")).isEqualTo("ES256");
    assertThat(jwk.containsKey("d")).isFalse();
    JsonObject header = part(wit, 0);
    assertThat(header.getString("typ")).isEqualTo("wit+jwt");
    assertThat(header.getString("alg")).isEqualTo("ES256");
    assertThat(header.getString("kid")).isEqualTo(PublicJwk.thumbprint(key.publicKey()));
    assertThat(fixture.database.count("wit")).isOne();
    assertThat(fixture.database.count("audit_entry where event = 'wit.issued'")).isOne();
  }

  @Test
  void whoeverDoesNotAskGetsNone() {
    assertThat(fixture.issue(fixture.device().send()).wit()).isEmpty();
    assertThat(fixture.issue(asking("x509").send()).wit()).isEmpty();
    fixture.witKey.set(null);
    assertThat(fixture.issue(fixture.device().send()).wit()).isEmpty();
    assertThat(fixture.database.count("wit")).isZero();
  }

  static Stream<Map.Entry<String, KeyPair>> keys() {
    return Stream.of(
        Map.entry("ES256", TestKeys.ec()),
        Map.entry("ES384", TestKeys.ec("secp384r1")),
        Map.entry("EdDSA", TestKeys.ed25519()),
        Map.entry("PS256", TestKeys.rsa3072()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void namesTheAlgorithmOfTheKey(Map.Entry<String, KeyPair> kind) {
    TestDevice device = asking("wit");
    device.agentKey = kind.getValue();
    device.csr = TestCsr.of(kind.getValue()).der();
    JsonObject jwk =
        claims(fixture.issue(device.send()).wit().orElseThrow())
            .getJsonObject("cnf")
            .getJsonObject("jwk");
    assertThat(jwk.getString("alg")).isEqualTo(kind.getKey());
    assertThat(PublicJwk.parse(jwk).getEncoded())
        .isEqualTo(kind.getValue().getPublic().getEncoded());
  }

  /** A check that refuses, and the change of a sound request that it refuses. */
  record Defect(String check, ProblemType type, Consumer<TestDevice> change) {

    static Stream<Defect> all() {
      return Stream.of(
          of("credential-format", ProblemType.MALFORMED_REQUEST, "formats", List.of("jwt")),
          of(
              "credential-format-twice",
              ProblemType.MALFORMED_REQUEST,
              "formats",
              List.of("wit", "wit")),
          of("statement-claim", ProblemType.MALFORMED_REQUEST, "formats", "wit"),
          of("profile-format", ProblemType.POLICY_DENIED, "profile", "plain"));
    }

    private static Defect of(String check, ProblemType type, String claim, Object value) {
      return new Defect(check, type, device -> device.request.put(claim, value));
    }
  }

  @ParameterizedTest
  @MethodSource("org.bailiwick.aca.issuance.WitTest$Defect#all")
  void refusesAndReservesNothing(Defect defect) {
    TestDevice device = asking("wit");
    defect.change().accept(device);
    ProblemException refusal = refusal(() -> fixture.issue(device.send()));
    assertThat(refusal.check()).isEqualTo(defect.check());
    assertThat(refusal.type()).isEqualTo(defect.type());
    assertThat(fixture.database.count("issuance")).isZero();
    assertThat(fixture.database.count("spent_nonce")).isZero();
  }

  @Test
  void withoutAKeyNothingIsReservedEither() {
    fixture.witKey.set(null);
    ProblemException refusal = refusal(() -> fixture.issue(asking("wit").send()));
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("wit-key-missing");
    assertThat(fixture.database.count("issuance")).isZero();
  }

  @Test
  void aRepeatedRequestGetsItsCertificateAndANewToken() {
    Submission submission = asking("wit").send();
    IssuedCredential first = fixture.issue(submission, Optional.of("key-1"));
    IssuedCredential again = fixture.issue(submission, Optional.of("key-1"));
    assertThat(again.certificate()).isEqualTo(first.certificate());
    assertThat(jti(again)).isNotEqualTo(jti(first));
    assertThat(fixture.database.count("issuance")).isOne();
    assertThat(fixture.database.count("wit")).isEqualTo(2);

    revoke(first);
    ProblemException late = refusal(() -> fixture.issue(submission, Optional.of("key-1")));
    assertThat(late.check()).isEqualTo("credential-revoked");
  }

  @Test
  void anHsmThatLeftBetweenTheTwoIsMadeUpForByRepeating() {
    Submission submission = asking("wit").send();
    fixture.witKey.set(ScriptedKey.away(key));
    assertThat(refusal(() -> fixture.issue(submission, Optional.of("key-1"))).check())
        .isEqualTo("hsm-away");
    fixture.witKey.set(key);
    IssuedCredential issued = fixture.issue(submission, Optional.of("key-1"));
    assertThat(issued.wit()).isPresent();
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @Test
  void nothingIsSignedBeforeItIsOnRecord() {
    AtomicLong seen = new AtomicLong();
    fixture.witKey.set(ScriptedKey.during(key, () -> seen.set(fixture.database.count("wit"))));
    fixture.issue(asking("wit").send());
    assertThat(seen).hasValue(1);
  }

  @Test
  void handsOutNothingThatIsSignedWrongly() {
    SigningKey another = new ScriptedKey(key, input -> key.sign(new byte[] {1}));
    fixture.witKey.set(another);
    assertThat(refusal(() -> fixture.issue(asking("wit").send())).check())
        .isEqualTo("wit-signature");
  }

  @Test
  void furtherTokensGoToWhoShowsTheCredential() {
    IssuedCredential held = fixture.issue(fixture.device().send());
    CredentialToken wit = fixture.wits.issue(peer(held), held.ref().serial());
    assertThat(claims(wit).getString("sub")).isEqualTo(held.holder());
    assertThat(fixture.database.count("audit_entry where event = 'issue-wit.decided'")).isOne();

    TestDevice auditor = fixture.device();
    auditor.request.put("name", "auditor");
    IssuedCredential other = fixture.issue(auditor.send());
    ProblemException denied = refusal(() -> fixture.wits.issue(peer(other), held.ref().serial()));
    assertThat(denied.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(denied.check()).isEqualTo("not-own-credential");
  }

  /** The same agent with a newer credential shows that one, and the older may be lost. */
  @Test
  void anotherCredentialOfTheSameAgentWillNotDo() {
    IssuedCredential older = fixture.issue(fixture.device().send());
    IssuedCredential newer = fixture.issue(fixture.device().send());
    assertThat(refusal(() -> fixture.wits.issue(peer(newer), older.ref().serial())).check())
        .isEqualTo("not-own-credential");
  }

  @Test
  void furtherTokensNeedTheProfile() {
    TestDevice device = fixture.device();
    device.request.put("profile", "plain");
    IssuedCredential held = fixture.issue(device.send());
    assertThat(refusal(() -> fixture.wits.issue(peer(held), held.ref().serial())).check())
        .isEqualTo("profile-format");
  }

  @Test
  void aRevokedCredentialGetsNone() {
    IssuedCredential held = fixture.issue(fixture.device().send());
    revoke(held);
    ProblemException refusal = refusal(() -> fixture.wits.issue(peer(held), held.ref().serial()));
    assertThat(refusal.type()).isEqualTo(ProblemType.CREDENTIAL_REVOKED);
    assertThat(fixture.database.count("wit")).isZero();
  }

  @Test
  void aFrozenNameGetsNone() throws Exception {
    Files.delete(folder.resolve("revocation/clone-detected.json")); // which would revoke as well
    IssuedCredential first = fixture.issue(fixture.device().send());
    IssuedCredential second = fixture.issue(replacing(first));
    assertThat(refusal(() -> fixture.issue(replacing(first))).check())
        .isEqualTo("renewal-serial-stale");
    assertThat(refusal(() -> fixture.wits.issue(peer(second), second.ref().serial())).type())
        .isEqualTo(ProblemType.IDENTITY_FROZEN);
  }

  @Test
  void aReportedKeyGetsNone() {
    IssuedCredential held = fixture.issue(fixture.device().send());
    fixture.report(held.certificate().getPublicKey());
    assertThat(refusal(() -> fixture.wits.issue(peer(held), held.ref().serial())).type())
        .isEqualTo(ProblemType.KEY_COMPROMISED);
  }

  @Test
  void endsWithTheCredentialAtTheLatest() {
    IssuedCredential held = fixture.issue(fixture.device().send());
    Instant end = held.certificate().getNotAfter().toInstant();
    CredentialToken last =
        at(end.minusSeconds(60)).mint(held, Duration.ofMinutes(30), Optional.empty());
    assertThat(last.expiresAt()).isEqualTo(end);
    ProblemException late =
        refusal(() -> at(end).mint(held, Duration.ofMinutes(30), Optional.empty()));
    assertThat(late.check()).isEqualTo("credential-expired");
  }

  @Test
  void forgetsWhatHasExpired() {
    CredentialToken wit = fixture.issue(asking("wit").send()).wit().orElseThrow();
    fixture.database.writer().commit(WitMint.forgetExpired(wit.expiresAt()));
    assertThat(fixture.database.count("wit")).isOne();
    fixture.database.writer().commit(WitMint.forgetExpired(wit.expiresAt().plusMillis(1)));
    assertThat(fixture.database.count("wit")).isZero();
  }

  private WitMint at(Instant now) {
    return fixture.mintAt.apply(Clock.offset(fixture.clock, Duration.between(Instant.now(), now)));
  }

  private TestDevice asking(String... formats) {
    TestDevice device = fixture.device();
    device.request.put("formats", List.of(formats));
    return device;
  }

  private Submission replacing(IssuedCredential held) {
    TestDevice device = fixture.device();
    device.request.put("replaces", held.ref().serial().hex());
    return device.send();
  }

  private void revoke(IssuedCredential credential) {
    fixture.ledger.revoke(
        List.of(
            new Revocation(
                credential.ref(), RevocationReason.SUPERSEDED, Instant.EPOCH, "officer", "")),
        em -> {});
  }

  private static VerifiedPeer peer(IssuedCredential held) {
    return TestPeers.of(VerifiedPeer.Kind.AGENT, held.certificate());
  }

  private JsonObject claims(CredentialToken wit) {
    String payload =
        SignedStatement.payload(wit.compact(), "wit+jwt", key.publicKey()).orElseThrow();
    try (JsonReader reader = Json.createReader(new StringReader(payload))) {
      return reader.readObject();
    }
  }

  private String jti(IssuedCredential issued) {
    return claims(issued.wit().orElseThrow()).getString("jti");
  }

  private static JsonObject part(CredentialToken wit, int index) {
    byte[] json = Base64.getUrlDecoder().decode(wit.compact().split("\\.", -1)[index]);
    try (JsonReader reader =
        Json.createReader(new StringReader(new String(json, StandardCharsets.UTF_8)))) {
      return reader.readObject();
    }
  }

  private static ProblemException refusal(Callable<?> act) {
    return catchThrowableOfType(ProblemException.class, act::call);
  }
}
