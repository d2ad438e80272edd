package org.bailiwick.master.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAttester.Signed;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attestation-based client authentication of the domain's agents, and above all its refusals
 * (draft-ietf-oauth-attestation-based-client-auth section 7).
 */
class ClientAttestationTest {
  private static final ProblemType UNPROVED = ProblemType.PROOF_OF_POSSESSION_FAILED;
  private static final String ENDPOINT = MasterRig.ISSUER + "/oauth/token";

  @TempDir Path folder;
  private final TestDpopKey instance = TestDpopKey.ec();
  private MasterRig rig;
  private TestLeaf planner;
  private ClientAuthentication clients;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    planner = rig.ca.agent("planner", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    rig.attester.trust(planner.id().toString());
    clients = rig.clients((certificate, anchor) -> new RevocationState.Good());
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Signed attestation() {
    return rig.attester.attestation(planner.id().toString(), instance);
  }

  private Signed pop() {
    return rig.attester.pop(instance, MasterRig.ISSUER, rig.proofs.nonce());
  }

  private String dpop(TestDpopKey key) {
    return key.proof("POST", ENDPOINT, rig.clock.instant()).nonce(rig.proofs).compact();
  }

  /** With the DPoP proof as proof of possession. */
  private ShownProofs combined(Signed attestation) {
    return new ShownProofs(List.of(dpop(instance)), attestation.header(), List.of());
  }

  private ShownProofs withPop(Signed pop) {
    return new ShownProofs(List.of(dpop(instance)), attestation().header(), pop.header());
  }

  private static ShownCredentials shown(ShownProofs proofs) {
    return shown(Optional.empty(), proofs);
  }

  private static ShownCredentials shown(Optional<VerifiedPeer> peer, ShownProofs proofs) {
    return new ShownCredentials(
        peer, Optional.empty(), Optional.empty(), Optional.empty(), proofs, false);
  }

  private void refuses(ProblemType type, String check, ShownCredentials shown) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> clients.authenticate(shown));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(rig.column("select jti from proof_use")).isEmpty();
    assertThat(rig.column("select digest from dpop_proof")).isEmpty();
  }

  private void refuses(String check, ShownProofs proofs) {
    refuses(UNPROVED, check, shown(proofs));
  }

  private void refusesAttestation(String check, UnaryOperator<Signed> change) {
    refuses(check, combined(change.apply(attestation())));
  }

  private void refusesPop(String check, UnaryOperator<Signed> change) {
    refuses(check, withPop(change.apply(pop())));
  }

  @Test
  void theDpopProofProvesTheAttestedKey() {
    ProvedClient client = clients.authenticate(shown(combined(attestation())));
    assertThat(client.id()).isEqualTo(planner.id());
    assertThat(client.peer()).isEmpty();
    assertThat(client.isOwnAgent()).isTrue();
    assertThat(client.binding().key()).contains(instance.thumbprint());
    assertThat(client.binding().certificate()).isEmpty();
    assertThat(client.methods()).containsExactly("attestation", "dpop");
    assertThat(client.end().orElseThrow().getEpochSecond())
        .isEqualTo(rig.clock.instant().getEpochSecond() + 300);
    assertThat(rig.column("select digest from dpop_proof")).hasSize(1);
    assertThat(rig.column("select jti from proof_use")).isEmpty();
  }

  @Test
  void aProofOfItsOwnProvesTheKeyBesideADpopProofOfTheSame() {
    ProvedClient client = clients.authenticate(shown(withPop(pop())));
    assertThat(client.binding().key()).contains(instance.thumbprint());
    assertThat(rig.column("select jti from proof_use")).hasSize(1);
    assertThat(clients.authenticate(shown(withPop(pop().claim("exp", now() + 60))))).isNotNull();
    assertThat(clients.authenticate(shown(withPop(pop().claim("iss", "ignored"))))).isNotNull();
  }

  private long now() {
    return rig.clock.instant().getEpochSecond();
  }

  /** Section 9.2: an attestation counts for many requests, each with a proof of its own. */
  @Test
  void anAttestationIsUsedAgainWithANewProof() {
    Signed attestation = attestation();
    assertThat(clients.authenticate(shown(combined(attestation)))).isNotNull();
    assertThat(clients.authenticate(shown(combined(attestation)))).isNotNull();
  }

  @Test
  void threat37RefusesOtherTypes() {
    for (String typ : List.of("JWT", "oauth-client-attestation-pop+jwt", "at+jwt", "dpop+jwt")) {
      refusesAttestation("client-attestation-type", each -> each.header("typ", typ));
    }
    for (String typ : List.of("JWT", "oauth-client-attestation+jwt", "dpop+jwt", "wpt+jwt")) {
      refusesPop("client-attestation-pop-type", each -> each.header("typ", typ));
    }
    refusesAttestation("client-attestation-type", each -> each.without("typ"));
    refusesPop("client-attestation-pop-type", each -> each.without("typ"));
  }

  @Test
  void threat34RefusesOtherAlgorithmsAndKeys() {
    refusesAttestation(
        "client-attestation-signature", each -> each.signedBy(TestKeys.ec().getPrivate()));
    refusesAttestation("client-attestation-key", each -> each.header("kid", "a2"));
    refusesAttestation("client-attestation-key", each -> each.without("kid"));
    HmacKey published = new HmacKey(rig.attester.jwks().getBytes(StandardCharsets.UTF_8));
    refusesAttestation(
        "client-attestation-algorithm", each -> each.header("alg", "HS256").signedBy(published));
    refusesAttestation(
        "client-attestation-attester", each -> each.header("alg", "none").signedBy(null));
    refusesPop(
        "client-attestation-pop-signature", each -> each.signedBy(TestKeys.ec().getPrivate()));
    refusesPop("client-attestation-pop-format", each -> each.header("alg", "none").signedBy(null));
    refusesPop(
        "client-attestation-pop-algorithm",
        each -> each.header("alg", "HS256").signedBy(published));
  }

  /** A key in the proof's own header says nothing (section 5.1, rule 3). */
  @Test
  void theProofIsVerifiedWithTheAttestedKeyAlone() {
    TestDpopKey other = TestDpopKey.ec();
    Signed pop = rig.attester.pop(other, MasterRig.ISSUER, rig.proofs.nonce());
    refuses("client-attestation-pop-signature", withPop(pop.header("jwk", other.publicJwk())));
  }

  @Test
  void theDpopProofIsByTheAttestedKeyInBothModes() {
    List<String> others = List.of(dpop(TestDpopKey.ec()));
    refuses("client-attestation-key", new ShownProofs(others, attestation().header(), List.of()));
    refuses(
        "client-attestation-key", new ShownProofs(others, attestation().header(), pop().header()));
    refuses(
        ProblemType.DPOP_PROOF_INVALID,
        "dpop-proof-missing",
        shown(new ShownProofs(List.of(), attestation().header(), pop().header())));
    refuses(
        "client-attestation-pop-missing",
        new ShownProofs(List.of(), attestation().header(), List.of()));
  }

  @Test
  void theDpopProofNeedsANonceAndTheEndpoint() {
    String bare = instance.proof("POST", ENDPOINT, rig.clock.instant()).compact();
    refuses(
        ProblemType.DPOP_NONCE_REQUIRED,
        "dpop-nonce-missing",
        shown(new ShownProofs(List.of(bare), attestation().header(), List.of())));
    String elsewhere =
        instance
            .proof("POST", MasterRig.ISSUER + "/v1/jobs", rig.clock.instant())
            .nonce(rig.proofs)
            .compact();
    refuses(
        ProblemType.DPOP_PROOF_INVALID,
        "dpop-proof-uri",
        shown(new ShownProofs(List.of(elsewhere), attestation().header(), List.of())));
  }

  @Test
  void theAttesterIsFoundByItsIssuerAndVouchesForItsClientsAlone() {
    refusesAttestation(
        "client-attestation-attester", each -> each.claim("iss", "https://other.example"));
    refusesAttestation("client-attestation-attester", each -> each.without("iss"));
    TestLeaf other = rig.ca.agent("other", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(other, "plan.make@1", "listed")));
    refusesAttestation(
        "client-attestation-not-vouched", each -> each.claim("sub", other.id().toString()));
    refusesAttestation("client-attestation-claim-sub", each -> each.without("sub"));
    refusesAttestation("client-attestation-attester", each -> each.claim("iss", 7));
  }

  @Test
  void theClientIdIsTheAttestations() {
    refuses(
        UNPROVED,
        "client-attestation-client",
        new ShownCredentials(
            Optional.empty(),
            Optional.of("spiffe://bailiwick.example/agent/other"),
            Optional.empty(),
            Optional.empty(),
            combined(attestation()),
            false));
  }

  @Test
  void refusesWhatIsOldEarlyOrGoodForTooLong() {
    refusesAttestation("client-attestation-expired", each -> each.claim("exp", now()));
    refusesAttestation("client-attestation-claim-exp", each -> each.without("exp"));
    refusesAttestation("client-attestation-lifetime", each -> each.claim("exp", now() + 3601));
    refusesAttestation(
        "client-attestation-lifetime",
        each -> each.claim("iat", now() - 3500).claim("exp", now() + 101));
    refusesAttestation(
        "client-attestation-lifetime", each -> each.without("iat").claim("exp", now() + 3601));
    refusesAttestation("client-attestation-from-future", each -> each.claim("iat", now() + 60));
    refusesAttestation("client-attestation-not-yet-valid", each -> each.claim("nbf", now() + 60));
    refusesPop("client-attestation-pop-too-old", each -> each.claim("iat", now() - 121));
    refusesPop("client-attestation-pop-from-future", each -> each.claim("iat", now() + 60));
    refusesPop("client-attestation-pop-claim-iat", each -> each.without("iat"));
    refusesPop("client-attestation-pop-expired", each -> each.claim("exp", now()));
    assertThat(clients.authenticate(shown(combined(attestation().without("iat"))))).isNotNull();
  }

  @Test
  void threat36RefusesOtherAudiences() {
    for (Object other : List.of(ENDPOINT, List.of(MasterRig.ISSUER, ENDPOINT), "https://x.y")) {
      refusesPop("client-attestation-pop-audience", each -> each.claim("aud", other));
    }
    refusesPop("client-attestation-pop-audience", each -> each.without("aud"));
    refusesAttestation("client-attestation-audience", each -> each.claim("aud", "https://x.y"));
    Signed ours = attestation().claim("aud", List.of("https://x.y", MasterRig.ISSUER));
    assertThat(clients.authenticate(shown(combined(ours)))).isNotNull();
  }

  @Test
  void theAttestedKeyIsAPublicKeyOfAnAcceptedKind() {
    refusesAttestation("client-attestation-jwk", each -> each.without("cnf"));
    refusesAttestation(
        "client-attestation-claim-cnf",
        each -> each.claim("cnf", Map.of("jkt", instance.thumbprint())));
    refusesAttestation(
        "client-attestation-private-key",
        each -> each.claim("cnf", Map.of("jwk", instance.privateJwk())));
    refusesAttestation(
        "client-attestation-private-key",
        each -> each.claim("cnf", Map.of("jwk", Map.of("kty", "oct", "k", "AAAA"))));
    refusesAttestation(
        "client-attestation-jwk", each -> each.claim("cnf", Map.of("jwk", Map.of("kty", "XX"))));
    refusesAttestation("client-attestation-claim-cnf", each -> each.claim("cnf", "x"));
  }

  @Test
  void theChallengeIsOneOfThisDomainAndFresh() {
    refusesPop("client-attestation-pop-challenge-missing", each -> each.without("challenge"));
    refusesPop(
        "client-attestation-pop-challenge-stale", each -> each.claim("challenge", "AYjcyMzY3"));
    refusesPop("client-attestation-pop-claim-challenge", each -> each.claim("challenge", 7));
    String challenge = rig.proofs.nonce();
    rig.clock.move(Duration.ofSeconds(121));
    refusesPop(
        "client-attestation-pop-challenge-stale", each -> each.claim("challenge", challenge));
  }

  @Test
  void aHeaderThatIsMissingOrTwice() {
    List<String> attestation = attestation().header();
    List<String> two = List.of(attestation.getFirst(), attestation.getFirst());
    List<String> dpop = List.of(dpop(instance));
    refuses("client-attestation-repeated", new ShownProofs(dpop, two, List.of()));
    refuses("client-attestation-missing", new ShownProofs(dpop, List.of(), pop().header()));
    List<String> pops = List.of(pop().compact(), pop().compact());
    refuses("client-attestation-pop-repeated", new ShownProofs(dpop, attestation, pops));
    refuses("client-attestation-attester", new ShownProofs(dpop, List.of("no JWT"), List.of()));
    refuses("client-attestation-pop-format", new ShownProofs(dpop, attestation, List.of("no JWT")));
    refusesPop("client-attestation-pop-jti", each -> each.claim("jti", ""));
    refusesPop("client-attestation-pop-jti", each -> each.claim("jti", "x".repeat(256)));
  }

  @Test
  void threat38AProofCountsOnce() {
    Signed pop = pop();
    assertThat(clients.authenticate(shown(withPop(pop)))).isNotNull();
    assertThat(refusal(withPop(pop))).isEqualTo("client-attestation-pop-replayed");
    ShownProofs combined = combined(attestation());
    assertThat(clients.authenticate(shown(combined))).isNotNull();
    assertThat(refusal(combined)).isEqualTo("dpop-proof-replayed");
  }

  private String refusal(ShownProofs proofs) {
    return catchThrowableOfType(ProblemException.class, () -> clients.authenticate(shown(proofs)))
        .check();
  }

  @Test
  void threat38OfManyUsesAtOnceOneCounts() throws Exception {
    Signed pop = pop();
    List<Callable<Boolean>> uses =
        Stream.generate(() -> withPop(pop))
            .limit(20)
            .<Callable<Boolean>>map(proofs -> () -> counts(proofs))
            .toList();
    int counted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> use : threads.invokeAll(uses)) {
        counted += use.get() ? 1 : 0;
      }
    }
    assertThat(counted).isEqualTo(1);
  }

  private boolean counts(ShownProofs proofs) {
    try {
      clients.authenticate(shown(proofs));
      return true;
    } catch (ProblemException e) {
      assertThat(e.check()).isEqualTo("client-attestation-pop-replayed");
      return false;
    }
  }

  /** RFC 8705 section 3: the certificate binds the token, and authenticates nobody. */
  @Test
  void itsOwnCertificateMayStandBesideAnAttestationAndNoOther() {
    VerifiedPeer own = rig.agent(planner);
    ProvedClient client = clients.authenticate(shown(Optional.of(own), combined(attestation())));
    assertThat(client.binding().certificate()).contains(own.thumbprint());
    assertThat(client.binding().key()).contains(instance.thumbprint());
    rig.run("delete from dpop_proof");
    TestLeaf other = rig.ca.agent("other", "plan.make@1");
    for (VerifiedPeer peer :
        List.of(
            rig.agent(other),
            rig.foreign(rig.partner.buyer),
            rig.operator("officer"),
            rig.foreign(planner))) {
      refuses(
          UNPROVED,
          "client-attestation-certificate",
          shown(Optional.of(peer), combined(attestation())));
    }
  }

  /** RFC 6749 section 2.3. */
  @Test
  void refusesSeveralWaysAtOnce() {
    refuses(
        ProblemType.MALFORMED_REQUEST,
        "client-authentication-repeated",
        new ShownCredentials(
            Optional.empty(),
            Optional.empty(),
            Optional.of(PrivateKeyJwt.ASSERTION_TYPE),
            Optional.of("x.y.z"),
            combined(attestation()),
            false));
    refuses(
        ProblemType.MALFORMED_REQUEST,
        "client-authentication-repeated",
        new ShownCredentials(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            combined(attestation()),
            true));
  }

  @Test
  void theAgentMustBeListedWithACredentialInForce() {
    ShownCredentials shown = shown(combined(attestation()));
    TestInventory.list(rig.inventory, List.of());
    refuses(ProblemType.POLICY_DENIED, "caller-not-listed", shown);
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "revoked")));
    refuses(ProblemType.POLICY_DENIED, "credential-revoked", shown);
    TestLeaf expired = rig.ca.expiredAgent("planner", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(expired, "plan.make@1", "listed")));
    refuses(ProblemType.POLICY_DENIED, "caller-expired", shown);
    rig.clock.move(Duration.ofMinutes(6));
    ShownCredentials later = shown(combined(attestation()));
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "inventory-stale", later);
  }

  @Test
  void aClientOfPeopleIsNoAgent() {
    rig.attester.trust("desk");
    rig.clock.move(Duration.ofSeconds(3));
    Signed desk = rig.attester.attestation("desk", instance);
    refuses(ProblemType.POLICY_DENIED, "client-kind", shown(combined(desk)));
  }

  @Test
  void withoutTheAttestersFileThisWayIsOff() {
    assertThat(clients.methods()).contains("attest_jwt_client_auth", "attest_jwt_client_auth_dpop");
    assertThat(clients.attestationAlgorithms()).containsExactly("ES256");
    rig.attester.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses("client-attestation-attester", combined(attestation()));
    assertThat(clients.methods()).noneMatch(name -> name.startsWith("attest"));
    assertThat(clients.attestationAlgorithms()).isEmpty();
  }
}
