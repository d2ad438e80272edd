package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that prove a key (RFC 9449 section 7). */
class DpopCallerTest {

  private static final String URI = MasterRig.ISSUER + "/v1/jobs";

  @TempDir Path folder;
  private final TestDpopKey key = TestDpopKey.ec();
  private MasterRig rig;
  private VerifiedPeer buyer;
  private CallerIdentity client;
  private CallerAuthenticator either;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    rig.partner.permitKeys();
    buyer = rig.foreign(rig.partner.buyer);
    client = new CallerIdentity.Client(buyer.id());
    either =
        new CallerAuthenticator("any-of(all-of(mtls,access-token),access-token-dpop)", rig.methods);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  /** A token of the caller that is bound in this way. */
  private String token(CallerIdentity caller, Map<String, String> bound) {
    String jti = UUID.randomUUID().toString();
    rig.accessToken(jti, caller, "fx.rates@1");
    JsonObjectBuilder cnf = Json.createObjectBuilder();
    bound.forEach(cnf::add);
    long now = rig.clock.instant().getEpochSecond();
    return rig.tokens.sign(
        "at+jwt",
        Json.createObjectBuilder()
            .add("iss", MasterRig.ISSUER)
            .add("aud", MasterRig.ISSUER)
            .add("sub", "https://as.partner.example#s")
            .add("client_id", buyer.id().toString())
            .add("iat", now)
            .add("exp", now + 300)
            .add("jti", jti)
            .add("scope", "fx.rates@1")
            .add("cnf", cnf)
            .build());
  }

  private String ofKey() {
    return token(client, Map.of("jkt", key.thumbprint()));
  }

  private String ofBoth() {
    return token(
        CallerIdentity.of(buyer), Map.of("jkt", key.thumbprint(), "x5t#S256", buyer.thumbprint()));
  }

  private String proof(TestDpopKey by, String token) {
    return by.proof("POST", URI, rig.clock.instant()).nonce(rig.proofs).token(token).compact();
  }

  private static PresentedCredentials request(
      Optional<VerifiedPeer> peer, String authorization, String... proofs) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("authorization", List.of(authorization));
    if (proofs.length > 0) {
      headers.put("dpop", List.of(proofs));
    }
    return new PresentedCredentials(peer, new RequestHead("POST", "v1/jobs", headers, Set.of()));
  }

  private PresentedCredentials byKey(String token) {
    return request(Optional.empty(), "DPoP " + token, proof(key, token));
  }

  private void refuses(PresentedCredentials presented, ProblemType type, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> either.authenticate(presented));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
  }

  private void refuses(PresentedCredentials presented, String check) {
    refuses(presented, ProblemType.ACCESS_TOKEN_INVALID, check);
  }

  @Test
  void aClientWithoutCertificateCallsByTokenAndKey() {
    Caller caller = either.authenticate(byKey(ofKey()));
    assertThat(caller.identity()).isEqualTo(client);
    assertThat(caller.authenticatedBy()).isEqualTo(Set.of("access-token-dpop"));
    assertThat(caller.owner().orElseThrow().principal()).isEqualTo("https://as.partner.example#s");
  }

  @Test
  void aTokenThatIsBoundToBothNeedsBoth() {
    String token = ofBoth();
    Caller caller =
        either.authenticate(request(Optional.of(buyer), "dpop " + token, proof(key, token)));
    assertThat(caller.identity()).isEqualTo(CallerIdentity.of(buyer));
    refuses(byKey(token), "access-token-certificate");
    VerifiedPeer renewed = rig.foreign(rig.partner.ca.agent("buyer", "fx.rates@1"));
    refuses(
        request(Optional.of(renewed), "DPoP " + token, proof(key, token)),
        "access-token-certificate");
    refuses(request(Optional.of(buyer), "Bearer " + token), "access-token-scheme");
  }

  @Test
  void noTokenIsShownUnderTheOtherScheme() {
    String token = ofKey();
    refuses(
        request(Optional.of(buyer), "Bearer " + token, proof(key, token)), "access-token-scheme");
    refuses(
        request(Optional.empty(), "Bearer " + token),
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required");
    String ofCertificate = token(CallerIdentity.of(buyer), Map.of("x5t#S256", buyer.thumbprint()));
    refuses(
        request(Optional.of(buyer), "DPoP " + ofCertificate, proof(key, ofCertificate)),
        "access-token-scheme");
    refuses(byKey(ofCertificate), "access-token-scheme");
  }

  @Test
  void anotherKeyIsRefusedAndItsProofNotStored() {
    String token = ofKey();
    refuses(
        request(Optional.empty(), "DPoP " + token, proof(TestDpopKey.ec(), token)),
        "access-token-key");
    assertThat(rig.column("select digest from dpop_proof")).isEmpty();
  }

  @Test
  void aProofCountsForOneRequest() {
    PresentedCredentials once = byKey(ofKey());
    assertThat(either.authenticate(once)).isNotNull();
    refuses(once, ProblemType.DPOP_PROOF_INVALID, "dpop-proof-replayed");
  }

  /** The rule asks for the method twice, and the proof is used once. */
  @Test
  void aRuleMayNameTheMethodTwice() {
    CallerAuthenticator twice =
        new CallerAuthenticator(
            "any-of(access-token-dpop,all-of(access-token-dpop,access-token-dpop))", rig.methods);
    assertThat(twice.authenticate(byKey(ofKey())).identity()).isEqualTo(client);
  }

  @Test
  void aTokenWithoutItsProofIsRefused() {
    ProblemType invalid = ProblemType.DPOP_PROOF_INVALID;
    String token = ofKey();
    refuses(request(Optional.empty(), "DPoP " + token), invalid, "dpop-proof-missing");
    refuses(
        request(Optional.empty(), "DPoP " + token, proof(key, ofKey())),
        invalid,
        "dpop-proof-token");
    String elsewhere =
        key.proof("GET", URI, rig.clock.instant()).nonce(rig.proofs).token(token).compact();
    refuses(request(Optional.empty(), "DPoP " + token, elsewhere), invalid, "dpop-proof-method");
    String old = key.proof("POST", URI, rig.clock.instant()).token(token).compact();
    refuses(
        request(Optional.empty(), "DPoP " + token, old),
        ProblemType.DPOP_NONCE_REQUIRED,
        "dpop-nonce-missing");
  }

  @Test
  void whileARuleDoesNotNameTheMethodItsSchemeIsRefused() {
    CallerAuthenticator builtIn = new CallerAuthenticator("all-of(mtls,access-token)", rig.methods);
    String token = ofBoth();
    PresentedCredentials both = request(Optional.of(buyer), "DPoP " + token, proof(key, token));
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> builtIn.authenticate(both)).check())
        .isEqualTo("authorization-scheme");
  }

  @Test
  void aTokenEndsWithItsRowItsPartnerAndThePermission() {
    String token = ofKey();
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(byKey(token), "partner-requires-certificate");
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(byKey(token), "partner-removed");
    rig.partner.permitKeys();
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(either.authenticate(byKey(token))).isNotNull();
    rig.clock.move(Duration.ofMinutes(5));
    refuses(byKey(token), "access-token-expired");
  }

  @Test
  void aTokenOfAnEndedOrUnknownRowIsRefused() {
    String jti = UUID.randomUUID().toString();
    rig.accessToken(jti, client, "fx.rates@1");
    rig.writer.commit(rig.ledger.ending(jti, "test"));
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", MasterRig.ISSUER)
            .add("aud", MasterRig.ISSUER)
            .add("sub", "https://as.partner.example#s")
            .add("client_id", buyer.id().toString())
            .add("iat", rig.clock.instant().getEpochSecond())
            .add("exp", rig.clock.instant().getEpochSecond() + 300)
            .add("jti", jti)
            .add("scope", "fx.rates@1")
            .add("cnf", Json.createObjectBuilder().add("jkt", key.thumbprint()));
    refuses(byKey(rig.tokens.sign("at+jwt", claims.build())), "access-token-ended");
  }

  /** A stream is looked at again: its token anew, its proof as one that was used before. */
  @Test
  void aRequestThatLastsIsAuthenticatedAgainByTheSameProof() {
    PresentedCredentials presented = byKey(ofKey());
    assertThat(either.authenticate(presented).identity()).isEqualTo(client);
    PresentedCredentials again = presented.again(Optional.empty());
    rig.clock.move(Duration.ofMinutes(4));
    assertThat(either.authenticate(again).identity()).isEqualTo(client);
    assertThat(either.authenticate(again).identity()).isEqualTo(client);
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(again, "partner-requires-certificate");
    rig.clock.move(Duration.ofMinutes(1));
    refuses(again, "access-token-expired");
  }

  @Test
  void aSecretBesideAKeyIsOfAnotherCaller() {
    String token = ofKey();
    Map<String, List<String>> headers =
        Map.of(
            "authorization", List.of("DPoP " + token),
            "dpop", List.of(proof(key, token)),
            "x-api-key", List.of(TestAccounts.withKey(rig, "reporting").secret()));
    PresentedCredentials both =
        new PresentedCredentials(
            Optional.empty(), new RequestHead("POST", "v1/jobs", headers, Set.of()));
    CallerAuthenticator any =
        new CallerAuthenticator("any-of(api-key,access-token-dpop)", rig.methods);
    assertThat(catchThrowableOfType(ProblemException.class, () -> any.authenticate(both)).check())
        .isEqualTo("callers-differ");
  }

  /** A certificate beside a token that was issued without one is that of another caller. */
  @Test
  void aTokenOfAClientIsNotAddedToACertificate() {
    String token = ofKey();
    refuses(
        request(Optional.of(buyer), "DPoP " + token, proof(key, token)),
        ProblemType.POLICY_DENIED,
        "callers-differ");
    VerifiedPeer thief = rig.foreign(rig.partner.ca.agent("thief", "fx.rates@1"));
    String other = ofKey();
    refuses(request(Optional.of(thief), "DPoP " + other, proof(key, other)), "access-token-client");
  }
}
