package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PathFinder.TrustedPath;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;

/**
 * Verifies a presented chain, or refuses it with the name of the failing check. The caller verifies
 * that the party holds the key of the first certificate: by the TLS handshake, or by a signature.
 */
public final class PeerVerifier {
  private final TrustAnchors anchors;
  private final RevocationView revocations;
  private final Clock clock;
  private final PathFinder paths;
  private final PathCache cache;

  public PeerVerifier(TrustAnchors anchors, RevocationView revocations, Clock clock) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.clock = clock;
    this.paths = new PathFinder(anchors, clock);
    this.cache = new PathCache(clock);
  }

  /** Verifies a chain that is not empty and begins with the leaf whose key is proved. */
  public VerifiedPeer verify(List<X509Certificate> presented) {
    X509Certificate leaf = presented.getFirst();
    SpiffeId id = LeafRules.identity(leaf);
    requireValid(leaf);
    try {
      TrustedPath path = pathOf(presented, id);
      path.certificates().forEach(certificate -> requireNotRevoked(certificate, path.anchor()));
      Kind kind = path.anchor().vouchesFor(id).orElseThrow();
      return new VerifiedPeer(kind, id, leaf);
    } catch (ProblemException refusal) {
      if (refusal.type() == ProblemType.CREDENTIAL_NOT_TRUSTED && !anchors.haveIssuerOf(leaf)) {
        // The issuer may be a new CA, which is known when the peer tries again.
        anchors.readSoon(id.trustDomain()).ifPresent(refusal::after);
      }
      throw refusal;
    }
  }

  /**
   * Verifies a peer whose key a token proved. It must be an agent with the SPIFFE id of the token,
   * its credential must allow this method, and the token must be valid by its status list.
   */
  VerifiedPeer verify(WorkloadTokens.Proved proved) {
    VerifiedPeer peer = verify(List.of(proved.leaf()));
    if (peer.kind() != Kind.AGENT || !peer.id().equals(proved.subject())) {
      throw WorkloadTokens.refusal(
          "wit-certificate-subject", "Token and certificate name different agents");
    }
    VerifiedPeer agent = provedBy(ValidationMethod.WIT, peer);
    proved.requireStatus().run();
    return agent;
  }

  /**
   * Verifies the chain of an agent of this domain whose key a signature proves, and no handshake.
   * The caller verifies that signature afterwards. The agent's credential must allow this method.
   */
  public VerifiedPeer verifyAgent(List<X509Certificate> presented, ValidationMethod method) {
    VerifiedPeer peer = verify(presented);
    if (peer.kind() != Kind.AGENT) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "peer-kind", "Only agents of this domain may do so");
    }
    return provedBy(method, peer);
  }

  private static VerifiedPeer provedBy(ValidationMethod method, VerifiedPeer agent) {
    if (!AgentCredential.read(agent.certificate())
        .information()
        .validationMethods()
        .contains(method)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "validation-method-not-allowed",
          "The credential does not allow this method of validation: " + method.text());
    }
    return new VerifiedPeer(agent.kind(), agent.id(), agent.certificate(), method);
  }

  private void requireValid(X509Certificate leaf) {
    Instant now = clock.instant();
    if (now.isAfter(
        leaf.getNotAfter().toInstant())) { // inclusive to the second, RFC 5280 section 4.1.2.5
      throw LeafRules.refusal("peer-expired", "The client certificate has expired");
    }
    if (now.isBefore(leaf.getNotBefore().toInstant())) {
      throw LeafRules.refusal("peer-not-yet-valid", "The client certificate is not valid yet");
    }
  }

  private TrustedPath pathOf(List<X509Certificate> presented, SpiffeId id) {
    String thumbprint = Pem.sha256(presented.getFirst());
    TrustedPath path =
        cache
            .find(thumbprint, anchors.anchors())
            .orElseGet(
                () -> {
                  TrustedPath found = paths.find(presented, id);
                  cache.remember(thumbprint, found);
                  return found;
                });
    if (!path.isValidAt(clock.instant())) {
      throw LeafRules.refusal(
          "peer-issuer-expired", "A certificate above the client's has expired");
    }
    return path;
  }

  private void requireNotRevoked(X509Certificate certificate, Anchor anchor) {
    switch (revocations.stateOf(certificate, anchor)) {
      case RevocationState.Good good -> {}
      case RevocationState.Revoked revoked ->
          throw new ProblemException(
              ProblemType.CREDENTIAL_REVOKED,
              "peer-revoked",
              "The client certificate was revoked: " + revoked.reason().text());
      case RevocationState.Unknown unknown ->
          throw new ProblemException(
              ProblemType.CREDENTIAL_NOT_TRUSTED,
              "peer-status-stale",
              "The revocation status of the client certificate is not known now",
              new IllegalStateException(unknown.why())); // the cause is for the log only
    }
  }
}
