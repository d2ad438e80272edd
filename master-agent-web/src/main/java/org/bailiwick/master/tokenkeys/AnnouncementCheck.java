package org.bailiwick.master.tokenkeys;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.ClaimedChain;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Verifies the announcement of a row. Its signer must be a domain node of this trust domain, by the
 * same checks as a node that calls another one, and the row must be about that node and that key.
 */
final class AnnouncementCheck {

  private static final String NAME = "token-key";

  private static final Set<String> MEMBERS = Set.of("kty", "crv", "x", "y");

  private final PeerVerifier peers;
  private final AnnouncerSettings settings;
  private final Clock clock;

  AnnouncementCheck(PeerVerifier peers, AnnouncerSettings settings, Clock clock) {
    this.peers = peers;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The key of a row.
   *
   * @throws ProblemException with the name of the check that failed
   */
  NodeKey verify(StoredKey row) {
    List<X509Certificate> chain = chain(row.announcement());
    requireNode(peers.verify(chain), row);
    VerifiedJwt statement = statement(row.announcement(), chain.getFirst().getPublicKey());
    if (!statement.text("sub").equals(settings.idOf(row.node()))) {
      throw refused("name", "The announcement is about another node.");
    }
    return new NodeKey(row.node(), row.kid(), key(statement, row), chain, end(statement));
  }

  /** Throws unless the certificate with which the key was announced still counts. */
  void requireCounts(List<X509Certificate> chain) {
    peers.verify(chain);
  }

  private void requireNode(VerifiedPeer signer, StoredKey row) {
    SpiffeId id = signer.id();
    boolean authority = id.equals(settings.authority()) && !id.equals(settings.self());
    if (signer.kind() != VerifiedPeer.Kind.NODE || authority) {
      throw refused("node", "The announcement is not signed by a domain node.");
    }
    if (!id.toString().equals(settings.idOf(row.node()))) {
      throw refused("name", "The announcement is signed by another node.");
    }
  }

  private VerifiedJwt statement(String compact, PublicKey signer) {
    VerifiedJwt statement =
        JwtChecks.of(NAME, ProblemType.CREDENTIAL_NOT_TRUSTED)
            .type(Announcement.TYP)
            .algorithms(List.of(Announcement.ALGORITHM))
            .keys(JwtKeys.of(signer))
            .issuer(settings.issuer())
            .maxAge(Announcement.LIFETIME)
            .clock(clock)
            .build()
            .verify(compact);
    if (end(statement).isAfter(statement.time("iat").plus(Announcement.LIFETIME))) {
      throw refused("lifetime", "The announcement counts for too long.");
    }
    return statement;
  }

  private static Instant end(VerifiedJwt statement) {
    return statement.time("exp");
  }

  private static ECPublicKey key(VerifiedJwt statement, StoredKey row) {
    Map<String, Object> jwk = statement.members(Announcement.JWK);
    boolean p256 =
        jwk.keySet().equals(MEMBERS)
            && "EC".equals(jwk.get("kty"))
            && "P-256".equals(jwk.get("crv"));
    if (!p256 || !(JwkSet.publicKey(jwk).orElse(null) instanceof ECPublicKey key)) {
      throw refused("jwk", "The announced key is not a public P-256 key.");
    }
    if (!PublicJwk.thumbprint(key).equals(row.kid())) {
      throw refused("id", "The announcement is about another key.");
    }
    return key;
  }

  private static List<X509Certificate> chain(String compact) {
    return ClaimedChain.of(compact)
        .orElseThrow(() -> refused("chain", "The announcement has no chain of certificates."));
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.CREDENTIAL_NOT_TRUSTED, NAME + "-" + check, detail);
  }
}
