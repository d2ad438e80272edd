package org.bailiwick.master.clientauth;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.node.jose.ClaimedChain;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.ProofUses;

/**
 * A JWT that the client signs with the key of its credential (RFC 7523 section 3,
 * draft-ietf-oauth-rfc7523bis). It brings the certificate of that key ({@code x5c}), which is
 * verified like one of a handshake, and which must be that of the handshake if there is one.
 */
final class PrivateKeyJwt implements ClientMethod {

  static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** The algorithms of keys that the authority certifies. */
  static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "EdDSA", "PS256");

  private static final String NAME = "client-assertion";
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int LONGEST_ID = 255;

  private final PeerVerifier peers;
  private final ProofUses uses;
  private final String issuer;
  private final Clock clock;

  /**
   * @param issuer this server's issuer id, the one audience of an assertion (rfc7523bis section 4)
   */
  PrivateKeyJwt(PeerVerifier peers, ProofUses uses, String issuer, Clock clock) {
    this.peers = peers;
    this.uses = uses;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public List<String> names() {
    return List.of("private_key_jwt");
  }

  @Override
  public boolean isShown(ShownCredentials shown) {
    return shown.hasAssertion();
  }

  @Override
  public ProvedClient authenticate(ShownCredentials shown) {
    String compact = assertion(shown);
    List<X509Certificate> chain =
        ClaimedChain.of(compact)
            .orElseThrow(() -> refused("chain", "The assertion brings no chain of certificates."));
    VerifiedPeer client = peers.verifyAgent(chain, ValidationMethod.JWT);
    VerifiedJwt jwt = verified(compact, client);
    requireOneClient(jwt, client, shown);
    requireOnce(jwt, client);
    return ProvedClient.of(client, Optional.empty());
  }

  private static String assertion(ShownCredentials shown) {
    if (shown.assertionType().filter(ASSERTION_TYPE::equals).isEmpty()) {
      throw refused("kind", "The client_assertion_type is not that of a JWT.");
    }
    return shown
        .assertion()
        .orElseThrow(() -> refused("missing", "The client_assertion is missing."));
  }

  private VerifiedJwt verified(String compact, VerifiedPeer client) {
    VerifiedJwt jwt =
        JwtChecks.of(NAME, ProblemType.PROOF_OF_POSSESSION_FAILED)
            .plainType()
            .type("JWT", "client-authentication+jwt")
            .algorithms(ALGORITHMS)
            .keys(JwtKeys.of(client.certificate().getPublicKey()))
            .issuer(client.id().toString())
            .audience(issuer)
            .clock(clock)
            .build()
            .verify(compact);
    if (end(jwt).isAfter(clock.instant().plus(LONGEST))) {
      throw refused("lifetime", "The assertion counts for longer than five minutes.");
    }
    return jwt;
  }

  /** Issuer, subject, client_id and the certificate of the handshake are all the same client's. */
  private static void requireOneClient(
      VerifiedJwt jwt, VerifiedPeer client, ShownCredentials shown) {
    String id = client.id().toString();
    if (!jwt.text("sub").equals(id)) {
      throw refused("subject", "The assertion is about another client.");
    }
    if (shown.clientId().filter(named -> !named.equals(id)).isPresent()) {
      throw refused("client", "The client_id is another than the assertion's.");
    }
    if (shown.peer().filter(peer -> !peer.thumbprint().equals(client.thumbprint())).isPresent()) {
      throw refused("certificate", "The connection shows another certificate.");
    }
  }

  /** The use is durable before the request goes on. */
  private void requireOnce(VerifiedJwt jwt, VerifiedPeer client) {
    String id = jwt.text("jti");
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw refused("jti", "The assertion's jti is empty or too long.");
    }
    if (!uses.add(PublicJwk.thumbprint(client.certificate().getPublicKey()), id, end(jwt))) {
      throw refused("replayed", "The assertion was used before.");
    }
  }

  private static Instant end(VerifiedJwt jwt) {
    return jwt.time("exp");
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, NAME + "-" + check, detail);
  }
}
