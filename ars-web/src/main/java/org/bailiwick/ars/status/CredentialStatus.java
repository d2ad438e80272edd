package org.bailiwick.ars.status;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.feed.SerialStates;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;
import org.bailiwick.node.peer.TrustAnchors;

/**
 * Tells from memory whether a registered credential is good. A credential stops being good as soon
 * as this node learns of its revocation. While the revocation data are too old, the registry does
 * not answer at all.
 */
public final class CredentialStatus {
  private final TrustAnchors anchors;
  private final RevocationView revocations;
  private final SerialStates credentials;

  /** The identifiers of issuing CAs, which are digests of their names. */
  private final Map<X500Principal, String> identifiers = new ConcurrentHashMap<>();

  /** The states of issuing CAs are those of {@code revocations}. */
  public CredentialStatus(
      TrustAnchors anchors, RevocationView revocations, SerialStates credentials) {
    this.anchors = anchors;
    this.revocations = revocations;
    this.credentials = credentials;
  }

  /**
   * Whether this node received revocation data from the authority within {@code
   * node.max-status-age}: the state of every issuing CA is known, and at least one is good. No
   * credential can be good when this is false.
   */
  public boolean isFresh() {
    List<RevocationState> issuers = anchors.intermediates().stream().map(this::stateOf).toList();
    return issuers.stream().anyMatch(RevocationState.Good.class::isInstance)
        && issuers.stream().noneMatch(RevocationState.Unknown.class::isInstance);
  }

  /**
   * Returns normally when {@link #isFresh} is true.
   *
   * @throws ProblemException dependency-unavailable when {@link #isFresh} is false
   */
  public void requireFresh() {
    if (!isFresh()) {
      throw stale();
    }
  }

  /**
   * Returns normally when the credential is good.
   *
   * @throws ProblemException credential-revoked, or dependency-unavailable when its state is
   *     unknown
   */
  public void requireGood(CredentialKey credential) {
    if (!isGood(credential)) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "credential-revoked-meanwhile",
          "The credential has been revoked, or its issuing CA has left the domain");
    }
  }

  /**
   * Whether the credential is not revoked and the trust bundle has its issuing CA.
   *
   * @throws ProblemException dependency-unavailable when its state is unknown
   */
  public boolean isGood(CredentialKey credential) {
    return issuersOf(credential)
            .anyMatch(issuer -> !(stateOf(issuer) instanceof RevocationState.Revoked))
        && switch (stateOf(credential)) {
          case RevocationState.Good good -> true;
          case RevocationState.Revoked revoked -> false;
          case RevocationState.Unknown unknown -> throw stale();
        };
  }

  /** The issuing CAs that the trust bundle has and the root's CRL has not revoked. */
  public List<X509Certificate> issuers() {
    return anchors.intermediates().stream()
        .filter(issuer -> !(stateOf(issuer) instanceof RevocationState.Revoked))
        .toList();
  }

  /** The revocation state of a credential; unknown if the trust bundle lacks its issuing CA. */
  public RevocationState stateOf(CredentialKey credential) {
    return issuersOf(credential)
        .findFirst()
        .map(issuer -> credentials.stateOf(issuer, credential.serial()))
        .orElseGet(() -> new RevocationState.Unknown("its issuing CA is not in the trust bundle"));
  }

  private Stream<X509Certificate> issuersOf(CredentialKey credential) {
    return anchors.intermediates().stream()
        .filter(
            issuer ->
                identifiers
                    .computeIfAbsent(issuer.getSubjectX500Principal(), CredentialKey::issuer)
                    .equals(credential.issuer()));
  }

  /** The revocation state of an issuing CA below this domain's trust anchor. */
  private RevocationState stateOf(X509Certificate issuer) {
    Optional<Anchor> anchor =
        anchors.anchors().stream()
            .filter(candidate -> candidate.use() == AnchorUse.AGENTS)
            .findFirst();
    return anchor.isEmpty()
        ? new RevocationState.Unknown("no trust anchor for agents")
        : revocations.stateOf(issuer, anchor.get());
  }

  private static ProblemException stale() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "revocation-status-stale",
        "The authority's revocation data are too old for an answer");
  }
}
