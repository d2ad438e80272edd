package org.bailiwick.ars.status;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * Whether a registered credential still counts, from memory. What is known to be revoked is hidden
 * at once; when nothing is known that is fresh enough, the registry does not answer at all.
 */
public final class CredentialStatus {
  private final TrustAnchors anchors;
  private final RevocationView revocations;

  public CredentialStatus(TrustAnchors anchors, RevocationView revocations) {
    this.anchors = anchors;
    this.revocations = revocations;
  }

  /**
   * Whether the authority was heard within {@code node.max-status-age}: what became of every
   * issuing CA is known, and one is good. No credential can be good when this is false.
   */
  public boolean isFresh() {
    List<RevocationState> issuers = anchors.intermediates().stream().map(this::stateOf).toList();
    return issuers.stream().anyMatch(RevocationState.Good.class::isInstance)
        && issuers.stream().noneMatch(RevocationState.Unknown.class::isInstance);
  }

  /**
   * Returns when the authority was heard within the bound.
   *
   * @throws ProblemException dependency-unavailable when nothing fresh is known of revocations
   */
  public void requireFresh() {
    if (!isFresh()) {
      throw stale();
    }
  }

  /**
   * Returns when the credential still counts.
   *
   * @throws ProblemException credential-revoked, or dependency-unavailable when its state is
   *     unknown
   */
  public void requireGood(X509Certificate credential) {
    if (!isGood(credential)) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "credential-revoked-meanwhile",
          "The credential has been revoked, or its issuer is not the domain's any more");
    }
  }

  /**
   * Whether the credential still counts: not revoked, and of an issuing CA that the domain has now.
   *
   * @throws ProblemException dependency-unavailable when its state is unknown
   */
  public boolean isGood(X509Certificate credential) {
    return isOfIssuer(credential)
        && switch (stateOf(credential)) {
          case RevocationState.Good good -> true;
          case RevocationState.Revoked revoked -> false;
          case RevocationState.Unknown unknown -> throw stale();
        };
  }

  /** The root may have revoked an issuer by its CRL, and with it all that it issued. */
  private boolean isOfIssuer(X509Certificate credential) {
    return anchors.intermediates().stream()
        .filter(
            issuer -> issuer.getSubjectX500Principal().equals(credential.getIssuerX500Principal()))
        .anyMatch(issuer -> !(stateOf(issuer) instanceof RevocationState.Revoked));
  }

  /** The revocation state of a certificate below the own domain's anchors. */
  public RevocationState stateOf(X509Certificate credential) {
    Optional<Anchor> anchor =
        anchors.anchors().stream().filter(known -> known.use() == AnchorUse.AGENTS).findFirst();
    return anchor.isEmpty()
        ? new RevocationState.Unknown("no anchor")
        : revocations.stateOf(credential, anchor.get());
  }

  private static ProblemException stale() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "revocation-status-stale",
        "The authority's revocations are not known freshly enough to answer");
  }
}
