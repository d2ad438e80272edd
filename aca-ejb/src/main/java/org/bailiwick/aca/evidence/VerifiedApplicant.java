package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * An applicant all of whose proofs were found good. Only {@link EvidenceReview} can make one, so
 * whoever holds one need not ask. What the applicant wants is not thereby granted.
 */
public final class VerifiedApplicant {

  private final CredentialRequest requested;
  private final Proofs proofs;
  private final Digests digests;

  /**
   * The results of the review.
   *
   * @param nonce to be spent with the reservation
   */
  record Proofs(
      Optional<Nonce> nonce,
      ProvedKey key,
      List<TrustedAnchor> anchors,
      AttestationResult attestation,
      UserContext user,
      Optional<OwnerKey> ownerKey) {}

  /**
   * SHA-256 digests of the reviewed input, in base64url.
   *
   * @param request equal exactly for two copies of the same request
   * @param evidence the digest that the ledger keeps
   */
  record Digests(String request, String evidence) {}

  VerifiedApplicant(CredentialRequest requested, Proofs proofs, Digests digests) {
    this.requested = requested;
    this.proofs = proofs;
    this.digests = digests;
  }

  /** The requested credential. */
  public CredentialRequest requested() {
    return requested;
  }

  /** As text that {@link EvidenceReview#recall} reads, for requests that wait. */
  public String application() {
    return StoredApplication.of(requested, proofs, digests);
  }

  public AgentId agent() {
    return requested.agent();
  }

  public Owner owner() {
    return requested.owner();
  }

  public CapabilitySet capabilities() {
    return requested.capabilities();
  }

  public Locator locator() {
    return requested.locator();
  }

  public SortedSet<ValidationMethod> validationMethods() {
    return requested.validationMethods();
  }

  /** The credential that this one is to replace, if it is a renewal that says so. */
  public Optional<SerialNumber> replaces() {
    return requested.replaces();
  }

  /** Name of the certificate profile that was asked for. */
  public String profile() {
    return requested.profile();
  }

  public Optional<Nonce> nonce() {
    return proofs.nonce();
  }

  /** The agent's own key, whose possession was proved; never an anchor's. */
  public PublicKey key() {
    return proofs.key().key();
  }

  public KeyAlgorithm keyAlgorithm() {
    return proofs.key().algorithm();
  }

  /** Everybody who was found trustworthy and stands behind the applicant; one per type. */
  public List<TrustedAnchor> anchors() {
    return proofs.anchors();
  }

  public AttestationResult attestation() {
    return proofs.attestation();
  }

  public UserContext user() {
    return proofs.user();
  }

  /** The owner's key, where owner and agent consented to one credential with both. */
  public Optional<OwnerKey> ownerKey() {
    return proofs.ownerKey();
  }

  public String evidenceDigest() {
    return digests.evidence();
  }

  public String requestDigest() {
    return digests.request();
  }
}
