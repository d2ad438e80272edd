package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadId;

/**
 * An applicant whose proofs are all verified, and whose request is not granted yet. Only {@link
 * EvidenceReview} makes one.
 */
public final class VerifiedApplicant {

  private final CredentialRequest requested;
  private final Proofs proofs;
  private final Digests digests;
  private final Optional<EarlierAppraisal> earlier;

  /**
   * The results of the review.
   *
   * @param nonce the nonce that the reservation spends
   */
  record Proofs(
      Optional<Nonce> nonce,
      ProvedKey key,
      List<AttestedSubject> subjects,
      AttestationResult attestation,
      UserContext user,
      Optional<OwnerKey> ownerKey) {}

  /**
   * SHA-256 digests of the reviewed input, in base64url.
   *
   * @param request equal only for copies of the same request
   * @param evidence the digest that the ledger keeps
   */
  record Digests(String request, String evidence) {}

  VerifiedApplicant(CredentialRequest requested, Proofs proofs, Digests digests) {
    this(requested, proofs, digests, Optional.empty());
  }

  private VerifiedApplicant(
      CredentialRequest requested,
      Proofs proofs,
      Digests digests,
      Optional<EarlierAppraisal> earlier) {
    this.requested = requested;
    this.proofs = proofs;
    this.digests = digests;
    this.earlier = earlier;
  }

  /** A copy that renews a credential of this appraisal, and has sent nothing to be appraised. */
  VerifiedApplicant renewing(EarlierAppraisal appraisal) {
    return new VerifiedApplicant(requested, proofs, digests, Optional.of(appraisal));
  }

  /**
   * A copy that rests on the appraisal of the credential that it renews; this applicant if there is
   * none, or if its own evidence was appraised.
   */
  public VerifiedApplicant onEarlierAppraisal() {
    return earlier
        .map(
            known ->
                new Proofs(
                    proofs.nonce(),
                    proofs.key(),
                    known.rooting(proofs.subjects()),
                    known.result(),
                    proofs.user(),
                    proofs.ownerKey()))
        .map(resting -> new VerifiedApplicant(requested, resting, digests))
        .orElse(this);
  }

  public CredentialRequest requested() {
    return requested;
  }

  /** The stored application, which {@link EvidenceReview#recall} reads. */
  public String application() {
    return StoredApplication.of(requested, proofs, digests);
  }

  /** The name to be certified. */
  public WorkloadId workload() {
    return requested.workload();
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

  /** The credential that this one replaces, if the request names it. */
  public Optional<SerialNumber> replaces() {
    return requested.replaces();
  }

  public String profile() {
    return requested.profile();
  }

  public Optional<Nonce> nonce() {
    return proofs.nonce();
  }

  /** The agent's own key, whose possession is proved; never that of an attested subject. */
  public PublicKey key() {
    return proofs.key().key();
  }

  public KeyAlgorithm keyAlgorithm() {
    return proofs.key().algorithm();
  }

  /** The devices, instances and workloads of the applicant, at most one of each attestor. */
  public List<AttestedSubject> subjects() {
    return proofs.subjects();
  }

  public AttestationResult attestation() {
    return proofs.attestation();
  }

  public UserContext user() {
    return proofs.user();
  }

  /** The owner's key, if owner and agent consented to a credential with both keys. */
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
