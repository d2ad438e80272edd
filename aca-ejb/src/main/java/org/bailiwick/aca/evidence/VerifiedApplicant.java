package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.bailiwick.aca.attestation.AttestationResult;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
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

  private final AuthenticatedSubmission authenticated;
  private final EnrolmentStatement statement;
  private final Proofs proofs;

  /** What the review found, piece by piece. */
  record Proofs(
      Nonce nonce,
      CertificationRequest request,
      List<TrustedAnchor> anchors,
      AttestationResult attestation,
      UserContext user) {}

  VerifiedApplicant(
      AuthenticatedSubmission authenticated, EnrolmentStatement statement, Proofs proofs) {
    this.authenticated = authenticated;
    this.statement = statement;
    this.proofs = proofs;
  }

  public AgentId agent() {
    return statement.agent();
  }

  public Owner owner() {
    return statement.owner();
  }

  public CapabilitySet capabilities() {
    return statement.capabilities();
  }

  public Locator locator() {
    return statement.locator();
  }

  public SortedSet<ValidationMethod> validationMethods() {
    return statement.validationMethods();
  }

  /** The credential that this one is to replace, if it is a renewal that says so. */
  public Optional<SerialNumber> replaces() {
    return statement.replaces();
  }

  /** Name of the certificate profile that was asked for. */
  public String profile() {
    return statement.profile();
  }

  public Nonce nonce() {
    return proofs.nonce();
  }

  /** The agent's own key, proved by the CSR; never an anchor's. */
  public PublicKey key() {
    return proofs.request().key();
  }

  public KeyAlgorithm keyAlgorithm() {
    return proofs.request().algorithm();
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

  public String evidenceDigest() {
    return authenticated.submission().evidenceDigest();
  }

  public String requestDigest() {
    return authenticated.submission().digest();
  }
}
