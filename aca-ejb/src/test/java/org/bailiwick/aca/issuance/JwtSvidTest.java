package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JWT-SVIDs for credentials (SPIFFE JWT-SVID). */
class JwtSvidTest {
  private static final String ORDERS = "https://orders.example";
  private static final String STOCK = "spiffe://bailiwick.example/service/stock";

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private SigningKey key;

  @BeforeEach
  void open() throws Exception {
    fixture = new IssuerFixture(folder);
    key = fixture.witKey.get();
    String usual = Files.readString(folder.resolve("profiles/agent-default.json"));
    Files.writeString(
        folder.resolve("profiles/caller.json"),
        usual
            .replace("agent-default", "caller")
            .replace(
                "\"formats\"",
                "\"jwt_svid\":{\"audiences\":[\"%s\",\"%s\"],\"validity\":\"PT2M\"},\"formats\""
                    .formatted(ORDERS, STOCK)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void isForTheAudiencesAndVerifiesAtAnyJoseLibrary() throws Exception {
    IssuedCredential held = held();
    CredentialToken token = issue(held, List.of(ORDERS, STOCK));

    JwtClaims claims = consumer(STOCK).build().processToClaims(token.compact());
    assertThat(claims.getSubject()).isEqualTo(held.holder());
    assertThat(claims.getAudience()).containsExactly(ORDERS, STOCK);
    assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
        .isEqualTo(120);
    assertThat(claims.getExpirationTime().getValue()).isEqualTo(token.expiresAt().getEpochSecond());
    assertThat(claims.hasClaim("status")).isTrue();
    assertThat(claims.hasClaim("cnf")).isFalse();
    assertThat(
            catchThrowableOfType(
                InvalidJwtException.class,
                () -> consumer("https://else.example").build().processToClaims(token.compact())))
        .isNotNull();
    assertThat(fixture.database.count("wit")).isOne();
    assertThat(fixture.database.count("audit_entry where event = 'issue-jwt-svid.decided'"))
        .isOne();
    assertThat(
            fixture.database.count(
                "audit_entry where event = 'jwt-svid.issued' and details like '%" + STOCK + "%'"))
        .isOne();
  }

  /** Whoever wants a proof of the key must not be content with a bearer token. */
  @Test
  void isNoWorkloadIdentityToken() {
    String compact = issue(held(), List.of(ORDERS)).compact();
    assertThat(SignedStatement.payload(compact, "wit+jwt", key.publicKey())).isEmpty();
    assertThat(SignedStatement.payload(compact, "JWT", key.publicKey())).isPresent();
  }

  static List<List<String>> faulty() {
    return List.of(
        List.of(),
        Collections.singletonList(null),
        List.of(""),
        List.of("two words"),
        List.of("a\nb"),
        List.of("é"),
        List.of("x".repeat(256)),
        List.of(ORDERS, ORDERS),
        List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void refusesAudiencesThatCannotBe(List<String> audiences) {
    ProblemException refusal = refused(held(), audiences);
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(refusal.check()).isEqualTo("jwt-svid-audience");
    assertThat(fixture.database.count("wit")).isZero();
  }

  @Test
  void refusesAnAudienceThatTheProfileDoesNotList() {
    ProblemException refusal = refused(held(), List.of(ORDERS, "https://else.example"));
    assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    assertThat(refusal.check()).isEqualTo("profile-jwt-svid");
    assertThat(refusal.detail()).contains("https://else.example");
  }

  @Test
  void aProfileWithoutTheMemberGrantsNone() {
    IssuedCredential plain = fixture.issue(fixture.device().send());
    assertThat(refused(plain, List.of(ORDERS)).check()).isEqualTo("profile-jwt-svid");
  }

  @Test
  void goesToWhoShowsTheCredential() {
    IssuedCredential held = held();
    IssuedCredential other = fixture.issue(fixture.device().send());
    ProblemException denied =
        catchThrowableOfType(
            ProblemException.class,
            () -> fixture.wits.issueJwtSvid(peer(other), held.ref().serial(), List.of(ORDERS)));
    assertThat(denied.check()).isEqualTo("not-own-credential");
  }

  @Test
  void noneIsIssuedForARevokedCredentialOrAReportedKey() {
    IssuedCredential held = held();
    fixture.ledger.revoke(
        List.of(
            new Revocation(held.ref(), RevocationReason.SUPERSEDED, Instant.EPOCH, "officer", "")),
        em -> {});
    assertThat(refused(held, List.of(ORDERS)).type()).isEqualTo(ProblemType.CREDENTIAL_REVOKED);

    IssuedCredential next = held();
    fixture.report(next.certificate().getPublicKey());
    assertThat(refused(next, List.of(ORDERS)).type()).isEqualTo(ProblemType.KEY_COMPROMISED);
    assertThat(fixture.database.count("wit")).isZero();
  }

  private IssuedCredential held() {
    TestDevice device = fixture.device();
    device.request.put("profile", "caller");
    return fixture.issue(device.send());
  }

  private CredentialToken issue(IssuedCredential held, List<String> audiences) {
    return fixture.wits.issueJwtSvid(peer(held), held.ref().serial(), audiences);
  }

  private ProblemException refused(IssuedCredential held, List<String> audiences) {
    return catchThrowableOfType(ProblemException.class, () -> issue(held, audiences));
  }

  private JwtConsumerBuilder consumer(String audience) {
    return new JwtConsumerBuilder()
        .setVerificationKey(key.publicKey())
        .setJwsAlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
        .setRequireExpirationTime()
        .setRequireSubject()
        .setEvaluationTime(NumericDate.fromMilliseconds(fixture.clock.millis()))
        .setExpectedAudience(audience);
  }

  private static VerifiedPeer peer(IssuedCredential held) {
    return TestPeers.of(VerifiedPeer.Kind.AGENT, held.certificate());
  }
}
