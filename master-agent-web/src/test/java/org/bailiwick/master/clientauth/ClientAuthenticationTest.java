package org.bailiwick.master.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who the client of a token request is, and above all when it is refused. */
class ClientAuthenticationTest {
  private static final ProblemType UNPROVED = ProblemType.PROOF_OF_POSSESSION_FAILED;

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf planner;
  private RevocationState state = new RevocationState.Good();
  private ClientAuthentication clients;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    planner = agent("planner", ValidationMethod.MTLS, ValidationMethod.JWT);
    clients = rig.clients((certificate, anchor) -> state);
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

  private TestAssertion of(TestLeaf client) {
    return new TestAssertion(client, now());
  }

  private long now() {
    return rig.clock.instant().getEpochSecond();
  }

  private static ShownCredentials shown(String assertion) {
    return shown(Optional.empty(), assertion);
  }

  private static ShownCredentials shown(Optional<VerifiedPeer> peer, String assertion) {
    return new ShownCredentials(
        peer,
        Optional.empty(),
        Optional.of(PrivateKeyJwt.ASSERTION_TYPE),
        Optional.of(assertion),
        false);
  }

  private VerifiedPeer peer(ShownCredentials shown) {
    return clients.authenticate(shown).peer().orElseThrow();
  }

  private void refuses(ProblemType type, String check, ShownCredentials shown) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> clients.authenticate(shown));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(rig.column("select jti from proof_use")).isEmpty();
  }

  private void refuses(String check, Consumer<TestAssertion> change) {
    TestAssertion assertion = of(planner);
    change.accept(assertion);
    refuses(UNPROVED, check, shown(assertion.compact()));
  }

  @Test
  void aCertificateIsTheClient() {
    VerifiedPeer peer = rig.agent(planner);
    assertThat(clients.authenticate(ShownCredentials.of(Optional.of(peer))).peer())
        .containsSame(peer);
    refuses(
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required",
        ShownCredentials.of(Optional.empty()));
  }

  @Test
  void anAssertionIsTheClientOfItsCertificate() {
    VerifiedPeer client = peer(shown(of(planner).compact()));
    assertThat(client.kind()).isEqualTo(VerifiedPeer.Kind.AGENT);
    assertThat(client.id()).isEqualTo(planner.id());
    assertThat(client.thumbprint()).isEqualTo(rig.agent(planner).thumbprint());
    assertThat(client.validatedBy()).isEqualTo(ValidationMethod.JWT);
  }

  /** RFC 8705 section 3: the certificate binds the token, and authenticates nobody. */
  @Test
  void itsOwnCertificateMayStandBesideAnAssertionAndNoOther() {
    Optional<VerifiedPeer> own = Optional.of(rig.agent(planner));
    assertThat(peer(shown(own, of(planner).compact())).validatedBy())
        .isEqualTo(ValidationMethod.JWT);
    TestLeaf renewed = agent("planner", ValidationMethod.MTLS, ValidationMethod.JWT);
    rig.run("delete from proof_use");
    refuses(
        UNPROVED,
        "client-assertion-certificate",
        shown(Optional.of(rig.agent(renewed)), of(planner).compact()));
    refuses(
        UNPROVED,
        "client-assertion-certificate",
        shown(Optional.of(rig.foreign(rig.partner.buyer)), of(planner).compact()));
  }

  @Test
  void acceptsTheTypeOfTheLaterDraft() {
    for (String typ : List.of("JWT", "client-authentication+jwt")) {
      TestAssertion assertion = of(planner);
      assertion.header.put("typ", typ);
      assertThat(clients.authenticate(shown(assertion.compact()))).isNotNull();
    }
  }

  @Test
  void threat34RefusesOtherAlgorithmsAndKeys() {
    refuses("client-assertion-signature", each -> each.key = TestKeys.ec().getPrivate());
    refuses(
        "client-assertion-algorithm",
        each -> {
          each.header.put("alg", "HS256");
          each.key = new HmacKey(planner.certificate().getPublicKey().getEncoded());
        });
    TestAssertion unsigned = of(planner);
    unsigned.header.put("alg", "none");
    unsigned.key = null;
    refuses(UNPROVED, "client-assertion-chain", shown(unsigned.compact()));
    refuses(UNPROVED, "client-assertion-algorithm", shown(unsigned.compact() + "AA"));
    refuses("client-assertion-signature", each -> each.header.put("crit", List.of("exp")));
  }

  @Test
  void threat36RefusesOtherAudiences() {
    String token = MasterRig.ISSUER + "/oauth/token";
    for (Object other : List.of(token, MasterRig.ISSUER + "/", List.of(MasterRig.ISSUER, token))) {
      refuses("client-assertion-audience", each -> each.claims.put("aud", other));
    }
    refuses("client-assertion-audience", each -> each.claims.remove("aud"));
  }

  @Test
  void threat37RefusesOtherKindsOfTokens() {
    for (String typ : List.of("at+jwt", "wpt+jwt", "dpop+jwt", "txntoken+jwt", "logout+jwt")) {
      refuses("client-assertion-type", each -> each.header.put("typ", typ));
    }
    refuses("client-assertion-claim-events", each -> each.claims.put("events", Map.of("x", "y")));
    refuses("client-assertion-claim-cnf", each -> each.claims.put("cnf", Map.of("jkt", "x")));
  }

  @Test
  void refusesWhatIsOldEarlyOrGoodForTooLong() {
    refuses("client-assertion-expired", each -> each.claims.put("exp", now()));
    refuses("client-assertion-claim-exp", each -> each.claims.remove("exp"));
    refuses("client-assertion-lifetime", each -> each.claims.put("exp", now() + 301));
    refuses("client-assertion-from-future", each -> each.claims.put("iat", now() + 60));
    refuses("client-assertion-not-yet-valid", each -> each.claims.put("nbf", now() + 60));
  }

  @Test
  void refusesAnotherClientsName() {
    String other = "spiffe://bailiwick.example/agent/other";
    refuses("client-assertion-issuer", each -> each.claims.put("iss", other));
    refuses("client-assertion-subject", each -> each.claims.put("sub", other));
    refuses("client-assertion-claim-sub", each -> each.claims.remove("sub"));
    refuses(
        UNPROVED,
        "client-assertion-client",
        new ShownCredentials(
            Optional.empty(),
            Optional.of(other),
            Optional.of(PrivateKeyJwt.ASSERTION_TYPE),
            Optional.of(of(planner).compact()),
            false));
  }

  @Test
  void refusesAnAssertionWithoutAReadableChain() {
    refuses("client-assertion-chain", each -> each.header.remove("x5c"));
    refuses("client-assertion-chain", each -> each.header.put("x5c", List.of()));
    refuses("client-assertion-chain", each -> each.header.put("x5c", List.of("AAAA")));
    refuses("client-assertion-chain", each -> each.header.put("x5c", List.of(1)));
    refuses("client-assertion-chain", each -> each.header.put("x5c", "AAAA"));
    List<X509Certificate> seven =
        IntStream.range(0, 7).mapToObj(i -> planner.certificate()).toList();
    refuses("client-assertion-chain", each -> each.header.put("x5c", TestAssertion.chain(seven)));
    refuses(UNPROVED, "client-assertion-chain", shown("no JWT"));
  }

  @Test
  void refusesACertificateThatDoesNotCount() {
    TestCa stranger = TestCa.create(MasterRig.DOMAIN, rig.clock);
    refuses(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-path-invalid",
        shown(of(stranger.agent("planner", "x.y@1")).compact()));
    refuses(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-expired",
        shown(of(rig.ca.expiredAgent("planner", "x.y@1")).compact()));
    state = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    refuses(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", shown(of(planner).compact()));
    state = new RevocationState.Unknown("stale");
    refuses(ProblemType.CREDENTIAL_NOT_TRUSTED, "peer-status-stale", shown(of(planner).compact()));
  }

  @Test
  void onlyAnAgentOfThisDomainWhoseCredentialAllowsItMayAssert() {
    refuses(ProblemType.POLICY_DENIED, "peer-kind", shown(of(rig.partner.buyer).compact()));
    TestLeaf service = rig.ca.leafWithUri("spiffe://bailiwick.example/service/x");
    refuses(ProblemType.POLICY_DENIED, "peer-kind", shown(of(service).compact()));
    refuses(
        ProblemType.POLICY_DENIED,
        "validation-method-not-allowed",
        shown(of(agent("other", ValidationMethod.MTLS, ValidationMethod.WIT)).compact()));
  }

  @Test
  void refusesHalfAnAssertionAndAnotherKind() {
    refuses(
        UNPROVED,
        "client-assertion-kind",
        new ShownCredentials(
            Optional.of(rig.agent(planner)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(of(planner).compact()),
            false));
    refuses(
        UNPROVED,
        "client-assertion-kind",
        new ShownCredentials(
            Optional.empty(),
            Optional.empty(),
            Optional.of("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
            Optional.of(of(planner).compact()),
            false));
    refuses(
        UNPROVED,
        "client-assertion-missing",
        new ShownCredentials(
            Optional.empty(),
            Optional.empty(),
            Optional.of(PrivateKeyJwt.ASSERTION_TYPE),
            Optional.empty(),
            false));
  }

  /** RFC 6749 section 2.3. */
  @Test
  void refusesSeveralWaysAtOnceAndSecrets() {
    ShownCredentials assertion = shown(of(planner).compact());
    refuses(
        ProblemType.MALFORMED_REQUEST,
        "client-authentication-repeated",
        new ShownCredentials(
            Optional.empty(),
            Optional.empty(),
            assertion.assertionType(),
            assertion.assertion(),
            true));
    refuses(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "client-authentication-method",
        new ShownCredentials(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true));
  }

  @Test
  void threat38AnAssertionCountsOnceForAllNodes() {
    String compact = of(planner).compact();
    clients.authenticate(shown(compact));
    for (ClientAuthentication again : List.of(clients, rig.clients((c, a) -> state))) {
      assertThat(
              catchThrowableOfType(ProblemException.class, () -> again.authenticate(shown(compact)))
                  .check())
          .isEqualTo("client-assertion-replayed");
    }
  }

  @Test
  void threat38OfManyUsesInParallelOneSucceeds() throws Exception {
    String compact = of(planner).compact();
    ClientAuthentication other = rig.clients((c, a) -> state);
    List<Callable<Boolean>> uses =
        IntStream.range(0, 50)
            .<Callable<Boolean>>mapToObj(
                i ->
                    () ->
                        catchThrowableOfType(
                                ProblemException.class,
                                () -> (i % 2 == 0 ? clients : other).authenticate(shown(compact)))
                            == null)
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      long successes = 0;
      for (Future<Boolean> each : threads.invokeAll(uses)) {
        successes += each.get() ? 1 : 0;
      }
      assertThat(successes).isEqualTo(1);
    }
  }

  @Test
  void refusesAJtiThatIsMissingEmptyOrTooLong() {
    refuses("client-assertion-claim-jti", each -> each.claims.remove("jti"));
    refuses("client-assertion-jti", each -> each.claims.put("jti", ""));
    refuses("client-assertion-jti", each -> each.claims.put("jti", "a".repeat(256)));
  }

  @Test
  void aUseIsForgottenWhenTheAssertionHasExpired() {
    clients.authenticate(shown(of(planner).compact()));
    Instant now = rig.clock.instant();
    rig.writer.commit(StoredProofs.forgetExpired(now.plus(Duration.ofSeconds(59))));
    assertThat(rig.column("select jti from proof_use")).hasSize(1);
    rig.writer.commit(StoredProofs.forgetExpired(now.plus(Duration.ofSeconds(61))));
    assertThat(rig.column("select jti from proof_use")).isEmpty();
  }
}
