package org.bailiwick.ars.transfer;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Verifies the credential of a record that somebody brings, as a handshake would. */
final class CredentialProof {
  private final TrustAnchors anchors;
  private final RevocationView revocations;
  private final PeerVerifier now;

  CredentialProof(TrustAnchors anchors, RevocationView revocations, Clock clock) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.now = new PeerVerifier(anchors, revocations, clock);
  }

  /**
   * The credential, which is in force now.
   *
   * @throws ProblemException credential-not-trusted or credential-revoked
   */
  AgentCredential inForce(X509Certificate certificate) {
    return ofAgent(now, certificate);
  }

  /**
   * The credential, which the authority has issued, whether it has expired or been revoked since or
   * not. Its issuing CA is in force.
   *
   * @throws ProblemException credential-not-trusted or credential-revoked
   */
  AgentCredential issued(X509Certificate certificate) {
    Instant lastSecond = certificate.getNotAfter().toInstant();
    RevocationView ofIssuers =
        (each, anchor) ->
            each.equals(certificate)
                ? new RevocationState.Good()
                : revocations.stateOf(each, anchor);
    return ofAgent(
        new PeerVerifier(anchors, ofIssuers, Clock.fixed(lastSecond, ZoneOffset.UTC)), certificate);
  }

  private static AgentCredential ofAgent(PeerVerifier verifier, X509Certificate certificate) {
    if (verifier.verify(List.of(certificate)).kind() != Kind.AGENT) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_NOT_TRUSTED,
          "record-not-of-agent",
          "The certificate is not one of an agent of this domain");
    }
    return AgentCredential.read(certificate);
  }
}
