package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.peer.workloadtoken.TokenStatuses;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.testing.TestClock;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The filter with tokens, which are made by jose4j. */
class WorkloadTokensTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String SUBJECT = "spiffe://bailiwick.example/agent/reader";
  private static final String TARGET = "https://registry.example:9443/v1/agents";
  private static final ProblemType UNPROVED = ProblemType.PROOF_OF_POSSESSION_FAILED;

  private final TestCa ca = TestCa.create(DOMAIN);
  private final TestClock clock =
      new TestClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
  private final KeyPair witKey = TestKeys.ec();
  private final Map<String, PublicKey> keys = new HashMap<>(Map.of("wit-1", witKey.getPublic()));
  private final Set<String> usedElsewhere = new HashSet<>();
  private final List<AuditEntry> audit = new ArrayList<>();
  private final TestLeaf agent = agent(ValidationMethod.MTLS, ValidationMethod.WIT);
  private RevocationView revocations = (certificate, anchor) -> new RevocationState.Good();
  private TokenStatuses statuses = claims -> {};
  private final PeerFilter plain =
      new PeerFilter(
          new TrustAnchors() {
            @Override
            public List<Anchor> anchors() {
              return List.of(
                  new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS),
                  new Anchor(ca.operatorCa(), ca.domain(), AnchorUse.OPERATORS));
            }

            @Override
            public List<X509Certificate> intermediates() {
              return List.of(ca.issuing());
            }
          },
          (certificate, anchor) -> revocations.stateOf(certificate, anchor),
          TrustedProxies.none(),
          new PeerContext(),
          audit::add,
          clock);
  private final PeerFilter filter = plain.withTokens(tokens());

  private WorkloadTokens tokens() {
    return new WorkloadTokens(
        ca.domain(),
        id -> id.map(keys::get).stream().toList(),
        claims -> statuses.requireValid(claims),
        URI.create("https://registry.example:9443"),
        (key, id, end) -> usedElsewhere.add(id),
        clock);
  }

  private TestLeaf agent(ValidationMethod... methods) {
    AgentInformation usual = ca.information("invoice.parse@1");
    return ca.agent(
        "reader",
        new AgentInformation(
            usual.owner(),
            usual.capabilities(),
            usual.locator(),
            new TreeSet<>(List.of(methods)),
            usual.principal(),
            usual.attestation()));
  }

  /** The content to be signed, before a test changes it. */
  private static final class Token {
    private final Map<String, Object> header = new HashMap<>();
    private final Map<String, Object> claims = new HashMap<>();
    private Key key;

    private String compact() {
      JsonWebSignature jws = new JsonWebSignature();
      header.forEach(jws.getHeaders()::setObjectHeaderValue);
      jws.setPayload(JsonUtil.toJson(claims));
      jws.setKey(key);
      try {
        return jws.getCompactSerialization();
      } catch (JoseException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private String wit(Consumer<Token> change) {
    return wit(agent, change);
  }

  private String wit(TestLeaf holder, Consumer<Token> change) {
    Token token = new Token();
    token.header.putAll(Map.of("typ", "wit+jwt", "alg", "ES256", "kid", "wit-1"));
    token.claims.putAll(
        Map.of("iss", "https://aca.example", "sub", SUBJECT, "iat", now(), "exp", now() + 3600));
    token.claims.put("cnf", Map.of("jwk", jwk(holder.certificate().getPublicKey(), "ES256")));
    token.key = witKey.getPrivate();
    change.accept(token);
    return token.compact();
  }

  private String wpt(String wit, Consumer<Token> change) {
    return wpt(agent, wit, change);
  }

  private String wpt(TestLeaf holder, String wit, Consumer<Token> change) {
    Token token = new Token();
    token.header.putAll(Map.of("typ", "wpt+jwt", "alg", "ES256", "x5c", x5c(holder)));
    token.claims.putAll(
        Map.of(
            "aud",
            TARGET,
            "iat",
            now(),
            "exp",
            now() + 60,
            "jti",
            UUID.randomUUID().toString(),
            "wth",
            digest(wit)));
    token.key = holder.key();
    change.accept(token);
    return token.compact();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private static Map<String, Object> jwk(PublicKey key, String algorithm) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
      jwk.setAlgorithm(algorithm);
      return jwk.toParams(PublicJsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> x5c(TestLeaf leaf) {
    try {
      return List.of(Base64.getEncoder().encodeToString(leaf.certificate().getEncoded()));
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(String text) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestRequest request(String wit, String wpt) {
    return TestRequest.anonymous()
        .header("Workload-Identity-Token", wit)
        .header("Workload-Proof-Token", wpt);
  }

  private Optional<VerifiedPeer> peer(String wit, String wpt) {
    return filter.peerOf(request(wit, wpt).build());
  }

  private void refused(ProblemType type, String check, TestRequest request) {
    audit.clear();
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> filter.peerOf(request.build()));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(audit).hasSize(1);
    assertThat(audit.getFirst().check()).isEqualTo(check);
  }

  private void refusedIdentity(String check, Consumer<Token> change) {
    String wit = wit(change);
    refused(UNPROVED, check, request(wit, wpt(wit, proof -> {})));
  }

  private void refusedProof(String check, Consumer<Token> change) {
    String wit = wit(token -> {});
    refused(UNPROVED, check, request(wit, wpt(wit, change)));
  }

  @Test
  void aTokenWithItsProofMakesTheAgentThePeer() {
    String wit = wit(token -> {});
    VerifiedPeer peer = peer(wit, wpt(wit, token -> {})).orElseThrow();
    assertThat(peer.kind()).isEqualTo(VerifiedPeer.Kind.AGENT);
    assertThat(peer.id()).hasToString(SUBJECT);
    assertThat(peer.certificate()).isEqualTo(agent.certificate());
    assertThat(peer.validatedBy()).isEqualTo(ValidationMethod.WIT);
    assertThat(audit).isEmpty();
    assertThat(filter.peerOf(TestRequest.of(agent.chain()).build()).orElseThrow().validatedBy())
        .isEqualTo(ValidationMethod.MTLS);
  }

  @Test
  void anApplicationThatDoesNotSaySoTakesNoTokens() {
    String wit = wit(token -> {});
    assertThat(plain.peerOf(request(wit, wpt(wit, token -> {})).build())).isEmpty();
  }

  @Test
  void tokensMayCountAtOnePathOnly() {
    for (String path : List.of("/v1/agents", "/v1/agents/", "/v1//agents", "/v1/other")) {
      PeerFilter there = plain.withTokensAt(path::equals, tokens());
      String wit = wit(token -> {});
      assertThat(there.peerOf(request(wit, wpt(wit, token -> {})).build()).isPresent())
          .as(path)
          .isEqualTo(path.equals("/v1/agents"));
    }
  }

  /** An operation that takes signatures looks at it; to all others nobody is there. */
  @Test
  void aTokenBesideASignatureOfTheRequestIsNoPeer() {
    TestRequest signed =
        TestRequest.anonymous()
            .header("Workload-Identity-Token", wit(token -> {}))
            .header("Signature-Input", "wimse=()");
    assertThat(filter.peerOf(signed.build())).isEmpty();
  }

  @Test
  void oneWithoutTheOtherOrTwoOfOneAreRefused() {
    String wit = wit(token -> {});
    String wpt = wpt(wit, token -> {});
    refused(UNPROVED, "wit-header", TestRequest.anonymous().header("Workload-Identity-Token", wit));
    refused(UNPROVED, "wit-header", TestRequest.anonymous().header("Workload-Proof-Token", wpt));
    refused(UNPROVED, "wit-header", request(wit, wpt).header("Workload-Proof-Token", wpt, wpt));
    refused(
        UNPROVED,
        "wit-and-certificate",
        TestRequest.of(agent.chain())
            .header("Workload-Identity-Token", wit)
            .header("Workload-Proof-Token", wpt));
  }

  @Test
  void refusesIdentitiesThatAreForgedStaleOrOfAnotherForm() {
    refusedIdentity("wit-signature", token -> token.key = TestKeys.ec().getPrivate());
    refusedIdentity("wit-key", token -> token.header.put("kid", "wit-2"));
    refusedIdentity("wit-key", token -> token.header.remove("kid"));
    refusedIdentity("wit-type", token -> token.header.put("typ", "JWT"));
    refusedIdentity("wit-type", token -> token.header.put("typ", "wpt+jwt"));
    refusedIdentity("wit-expired", token -> token.claims.put("exp", now()));
    refusedIdentity("wit-claim-exp", token -> token.claims.remove("exp"));
    refusedIdentity("wit-audience", token -> token.claims.put("aud", TARGET));
    refusedIdentity("wit-subject", token -> token.claims.put("sub", "reader"));
    refusedIdentity(
        "wit-domain", token -> token.claims.put("sub", "spiffe://partner.example/agent/reader"));
    refusedIdentity("wit-key", token -> token.claims.remove("cnf"));
    refusedIdentity(
        "wit-key",
        token ->
            token.claims.put(
                "cnf", Map.of("jwk", jwk(agent.certificate().getPublicKey(), "HS256"))));
    keys.clear();
    refusedIdentity("wit-key", token -> {});
  }

  @Test
  void refusesProofsThatAreForgedStaleOrForAnotherPlace() {
    refusedProof("wpt-signature", token -> token.key = TestKeys.ec().getPrivate());
    refusedProof("wpt-type", token -> token.header.put("typ", "agent-assertion+jwt"));
    refusedProof("wpt-expired", token -> token.claims.put("exp", now()));
    refusedProof("wpt-claim-exp", token -> token.claims.remove("exp"));
    refusedProof("wpt-lifetime", token -> token.claims.put("exp", now() + 301));
    refusedProof("wpt-audience", token -> token.claims.put("aud", TARGET + "/x"));
    refusedProof("wpt-audience", token -> token.claims.put("aud", List.of(TARGET, "https://b")));
    refusedProof("wpt-audience", token -> token.claims.remove("aud"));
    refusedProof("wpt-claim-wth", token -> token.claims.remove("wth"));
    refusedProof("wpt-wth", token -> token.claims.put("wth", digest("another")));
    refusedProof("wpt-claim-jti", token -> token.claims.remove("jti"));
    refusedProof("wpt-jti", token -> token.claims.put("jti", ""));
    refusedProof("wpt-oth", token -> token.claims.put("oth", Map.of("x-token", "y")));
  }

  @Test
  void aProofCountsOnce() {
    String wit = wit(token -> {});
    String wpt = wpt(wit, token -> {});
    assertThat(peer(wit, wpt)).isPresent();
    refused(UNPROVED, "wpt-replayed", request(wit, wpt));
    assertThat(peer(wit, wpt(wit, token -> {}))).isPresent();
  }

  @Test
  void aProofThatCountedAtAnotherNodeIsRefused() {
    String wit = wit(token -> {});
    usedElsewhere.add("proof-1");
    refused(
        UNPROVED,
        "wpt-replayed",
        request(wit, wpt(wit, token -> token.claims.put("jti", "proof-1"))));
  }

  @Test
  void tokensBesideAreCoveredOrTheProofIsRefused() {
    String wit = wit(token -> {});
    refused(
        UNPROVED, "wpt-covered", request(wit, wpt(wit, token -> {})).header("Txn-Token", "a.b.c"));
    refused(
        UNPROVED,
        "wpt-covered",
        request(wit, wpt(wit, token -> {})).header("Authorization", "Bearer secret"));
    refusedProof("wpt-covered", token -> token.claims.put("ath", digest("secret")));
    String covering = wpt(wit, token -> token.claims.put("ath", digest("secret")));
    assertThat(
            filter.peerOf(request(wit, covering).header("Authorization", "Bearer secret").build()))
        .isPresent();
  }

  @Test
  void theCertificateIsOfTheKeyAndOfTheAgent() {
    TestLeaf other = agent(ValidationMethod.WIT);
    refusedProof("wpt-certificate-key", token -> token.header.put("x5c", x5c(other)));
    refusedProof("wpt-certificate", token -> token.header.remove("x5c"));
    refusedProof("wpt-certificate", token -> token.header.put("x5c", List.of("AAAA")));
    refusedIdentity(
        "wit-certificate-subject",
        token -> token.claims.put("sub", "spiffe://bailiwick.example/agent/other"));
    TestLeaf node = ca.nodeServer("domain");
    String wit =
        wit(node, token -> token.claims.put("sub", "spiffe://bailiwick.example/node/domain"));
    refused(UNPROVED, "wit-certificate-subject", request(wit, wpt(node, wit, token -> {})));
  }

  @Test
  void theCredentialIsJudgedAsInAHandshake() {
    String wit = wit(token -> {});
    revocations = (certificate, anchor) -> new RevocationState.Unknown("stale");
    refused(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-status-stale",
        request(wit, wpt(wit, token -> {})));
    revocations =
        (certificate, anchor) ->
            certificate.equals(agent.certificate())
                ? new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, clock.instant())
                : new RevocationState.Good();
    refused(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", request(wit, wpt(wit, token -> {})));
    revocations = (certificate, anchor) -> new RevocationState.Good();
    TestLeaf foreign = TestCa.create(DOMAIN).agent("reader", "x@1");
    String others = wit(foreign, token -> {});
    refused(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-path-invalid",
        request(others, wpt(foreign, others, token -> {})));
    TestLeaf handshakeOnly = agent(ValidationMethod.MTLS);
    String bare = wit(handshakeOnly, token -> {});
    refused(
        ProblemType.POLICY_DENIED,
        "validation-method-not-allowed",
        request(bare, wpt(handshakeOnly, bare, token -> {})));
  }

  @Test
  void theStatusListDecidesAboutAnIdentityThatIsOtherwiseSound() {
    String wit = wit(token -> token.claims.put("status", Map.of("status_list", Map.of("idx", 7L))));
    List<Map<String, Object>> asked = new ArrayList<>();
    statuses = asked::add;
    assertThat(peer(wit, wpt(wit, token -> {}))).isPresent();
    assertThat(asked)
        .extracting(claims -> claims.get("status"))
        .containsOnly(Map.of("status_list", Map.of("idx", 7L)));
    statuses =
        claims -> {
          throw new ProblemException(ProblemType.CREDENTIAL_REVOKED, "status-invalid", "revoked");
        };
    refused(ProblemType.CREDENTIAL_REVOKED, "status-invalid", request(wit, wpt(wit, token -> {})));
    statuses =
        claims -> {
          throw new AssertionError("the status of a token that is refused anyway was asked for");
        };
    refusedIdentity("wit-expired", token -> token.claims.put("exp", now()));
    refusedProof("wpt-signature", token -> token.key = TestKeys.ec().getPrivate());
  }

  /** Used proofs are forgotten at a restart, so no proof counts that may be older. */
  @Test
  void aProofFromBeforeTheStartIsRefused() {
    refusedProof("wpt-before-start", token -> token.claims.put("iat", now() - 1));
    refusedProof("wpt-before-start", token -> token.claims.remove("iat"));
    refusedProof(
        "wpt-before-start",
        token -> {
          token.claims.put("exp", now() + 300);
          token.claims.put("iat", now() - 1);
        });
    clock.move(Duration.ofSeconds(241));
    String wit = wit(token -> {});
    assertThat(peer(wit, wpt(wit, token -> token.claims.remove("iat")))).isPresent();
  }
}
