package org.bailiwick.master.workloadsignature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.httpsignature.SignedHeaders;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that an agent of the domain signs by the key of its Workload Identity Token. */
class WorkloadSignatureMethodTest {

  private static final String RULE =
      "any-of(all-of(mtls,access-token),access-token-wit,access-token-wit-signature,shared-secret)";
  private static final String BODY = "{\"purpose\": \"rates\"}";
  private static final String JOBS = MasterRig.ISSUER + "/v1/jobs";

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf planner;
  private String token;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    planner = agent("planner", ValidationMethod.MTLS, ValidationMethod.WIT);
    rig.ownCallers.allow(planner, "fx.rates@1");
    TestInventory.list(
        rig.inventory, List.of(TestInventory.known(planner, "plan.make@1", "listed")));
    token = token(planner);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestLeaf agent(String name, ValidationMethod... methods) {
    AgentInformation usual = rig.ca.information("plan.make@1");
    return rig.ca.agent(
        name,
        new AgentInformation(
            usual.owner(),
            usual.capabilities(),
            usual.locator(),
            new TreeSet<>(List.of(methods)),
            usual.principal(),
            usual.attestation()));
  }

  private String token(TestLeaf holder) {
    VerifiedPeer peer = rig.agent(holder);
    String jti = UUID.randomUUID().toString();
    rig.accessToken(jti, peer, "fx.rates@1");
    long now = rig.clock.instant().getEpochSecond();
    return rig.tokens.sign(
        "at+jwt",
        Json.createObjectBuilder()
            .add("iss", MasterRig.ISSUER)
            .add("aud", MasterRig.ISSUER)
            .add("sub", holder.id().toString())
            .add("client_id", holder.id().toString())
            .add("iat", now)
            .add("exp", now + 300)
            .add("jti", jti)
            .add("scope", "fx.rates@1")
            .add("cnf", Json.createObjectBuilder().add("x5t#S256", peer.thumbprint()))
            .build());
  }

  private SignedHeaders signed() {
    return signed(planner, rig.identities.of(planner));
  }

  private SignedHeaders signed(TestLeaf holder, String identity) {
    return SignedHeaders.of("POST", JOBS, BODY, rig.clock.instant())
        .without("@target-uri")
        .covering("@request-target", "/v1/jobs")
        .covering("content-type", "application/json")
        .covering("authorization", "Bearer " + token)
        .covering("workload-identity-token", identity)
        .covering("workload-certificate", field(holder.certificate()))
        .with("tag", "\"wimse-workload-to-workload\"")
        .with("wimse-aud", "\"" + JOBS + "\"")
        .by(holder.key());
  }

  private static String field(X509Certificate certificate) {
    return ":" + Base64.getEncoder().encodeToString(Pem.der(certificate)) + ":";
  }

  private static PresentedCredentials presented(Map<String, List<String>> headers) {
    return presented(headers, Optional.empty());
  }

  private static PresentedCredentials presented(
      Map<String, List<String>> headers, Optional<VerifiedPeer> peer) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    RequestHead head = new RequestHead("POST", "v1/jobs", all, Set.of());
    return new PresentedCredentials(peer, head.with(Optional.empty(), Optional.of(BODY)));
  }

  private Caller authenticate(AuthenticationMethods methods, PresentedCredentials presented) {
    return new CallerAuthenticator(RULE, methods).authenticate(presented);
  }

  private void refuses(String check, SignedHeaders signed) {
    refuses(check, presented(signed.headers()));
  }

  private void refuses(String check, PresentedCredentials presented) {
    refuses(check, rig.methods, presented);
  }

  private void refuses(
      String check, AuthenticationMethods methods, PresentedCredentials presented) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> authenticate(methods, presented));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void theAgentIsTheCaller() {
    Caller caller = authenticate(rig.methods, presented(signed().headers()));
    assertThat(caller.name()).isEqualTo(planner.id().toString());
    assertThat(caller.authenticatedBy()).containsExactly("access-token-wit-signature");
    assertThat(caller.requireToken().scope().scope()).isEqualTo("fx.rates@1");
  }

  @Test
  void noOtherRuleTakesIt() {
    for (String rule : List.of("all-of(mtls,access-token)", "access-token-wit", "shared-secret")) {
      ProblemException refusal =
          catchThrowableOfType(
              ProblemException.class,
              () ->
                  new CallerAuthenticator(rule, rig.methods)
                      .authenticate(presented(signed().headers())));
      assertThat(refusal.type().status()).as(rule).isEqualTo(401);
    }
  }

  @Test
  void aSignatureCountsOnceAtAllNodes() {
    PresentedCredentials once = presented(signed().headers());
    authenticate(rig.methods, once);
    refuses("signature-replayed", once);
    refuses("signature-replayed", rig.methodsOfAnotherNode(), once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@method", "@request-target", "content-digest"})
  void whatTheRequestIsMustBeCovered(String component) {
    refuses("signature-coverage", signed().without(component));
  }

  /** A field that is there and not covered could have been exchanged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type",
        "authorization",
        "workload-identity-token",
        "workload-certificate"
      })
  void eachFieldThatCountsMustBeCovered(String field) {
    Map<String, List<String>> headers = new TreeMap<>(signed().without(field).headers());
    headers.put(field, signed().headers().get(field));
    refuses("signature-coverage", presented(headers));
  }

  @Test
  void aTxnTokenThatIsNotCoveredIsRefused() {
    Map<String, List<String>> headers = new TreeMap<>(signed().headers());
    headers.put("Txn-Token", List.of("x"));
    refuses("signature-coverage", presented(headers));
  }

  @Test
  void itsParametersAreThoseOfTheDraft() {
    refuses("signature-keyid", signed().with("keyid", "\"k\""));
    refuses("signature-keyid", signed().with("alg", "\"ecdsa-p256-sha256\""));
    refuses("signature-wimse-aud", signed().without("wimse-aud"));
    refuses("signature-wimse-aud", signed().with("wimse-aud", "\"https://other.example/v1/jobs\""));
    refuses("signature-expired", signed().with("created", 1).with("expires", 2));
  }

  @Test
  void theKeyOfTheTokenMakesTheSignature() {
    TestLeaf other = agent("other", ValidationMethod.WIT);
    refuses("signature-wrong", signed().by(other.key()));
    refuses("wit-certificate-key", signed(other, rig.identities.of(planner)));
  }

  @Test
  void theIdentityTokenIsVerified() {
    String expired =
        rig.identities.of(
            planner, claims -> claims.put("exp", rig.clock.instant().getEpochSecond() - 60));
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> authenticate(rig.methods, presented(signed(planner, expired).headers())));
    assertThat(refusal.type()).isEqualTo(ProblemType.PROOF_OF_POSSESSION_FAILED);
    refuses(
        "wit-certificate-subject",
        signed(
            planner,
            rig.identities.of(
                planner, claims -> claims.put("sub", "spiffe://bailiwick.example/agent/x"))));
    // Without it the access token counts as one of a connection with a certificate.
    refuses("peer-certificate-required", signed().without("workload-identity-token"));
  }

  @Test
  void theCertificateIsInTheRequestOnce() {
    refuses("wit-certificate", signed().without("workload-certificate"));
    refuses("wit-certificate", signed().covering("workload-certificate", ":AAAA:"));
    refuses("wit-certificate", signed().covering("workload-certificate", "x"));
  }

  @Test
  void theCertificateIsVerifiedAsInAHandshake() {
    refuses(
        "peer-revoked",
        rig.methodsWith(
            (certificate, anchor) ->
                new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, rig.clock.instant())),
        presented(signed().headers()));
    refuses(
        "peer-status-stale",
        rig.methodsWith((certificate, anchor) -> new RevocationState.Unknown("stale")),
        presented(signed().headers()));
  }

  @Test
  void theCredentialMustAllowTheMethod() {
    TestLeaf byHandshake = agent("planner", ValidationMethod.MTLS);
    refuses("validation-method-not-allowed", signed(byHandshake, rig.identities.of(byHandshake)));
  }

  @Test
  void theAccessTokenIsBoundToTheCertificate() {
    token = token(agent("other", ValidationMethod.WIT));
    refuses("access-token-certificate", signed());
  }

  @Test
  void aCertificateBesideItIsRefused() {
    refuses("wit-and-certificate", presented(signed().headers(), Optional.of(rig.agent(planner))));
  }

  /** An event stream goes on after the end of the signature, and ends with the credential. */
  @Test
  void aRequestThatLastsIsLookedAtAgain() {
    PresentedCredentials presented = presented(signed().headers());
    authenticate(rig.methods, presented);
    rig.clock.move(Duration.ofMinutes(4));
    PresentedCredentials again = presented.again(Optional.empty());
    assertThat(authenticate(rig.methods, again).name()).isEqualTo(planner.id().toString());
    refuses(
        "peer-revoked",
        rig.methodsWith(
            (certificate, anchor) ->
                new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, rig.clock.instant())),
        again);
  }
}
