package org.bailiwick.aca.evidence.request;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * A CSR without a statement, as in EST (RFC 7030). The connection authenticates its sender, and the
 * credential is determined by an operator, a join token or the renewed credential. One of the
 * subjects names the user.
 *
 * @param protocol the protocol in policies and the audit log
 * @param csr unverified PKCS#10 in DER
 * @param requested the credential, which the sender can't choose
 * @param subjects the attested subjects of the connection
 * @param evidence unverified further evidence
 * @param renewed the credential that is replaced, whose key the connection proved
 * @param ticket the unverified ticket of the nonce for an attestation in the CSR
 */
public record PredeterminedRequest(
    String protocol,
    Octets csr,
    CredentialRequest requested,
    List<AttestedSubject> subjects,
    List<EvidenceItem> evidence,
    Optional<X509Certificate> renewed,
    Optional<NonceTickets.Shown> ticket)
    implements AuthenticatedRequest {

  /** The attestor of a renewal, which verifies the credential to be renewed. */
  public static final String RENEWED = "credential";

  public PredeterminedRequest {
    subjects = List.copyOf(subjects);
    evidence = List.copyOf(evidence);
    if (subjects.isEmpty() && evidence.isEmpty()) {
      throw new IllegalArgumentException("a request must have a subject or evidence");
    }
  }

  /** A copy with this ticket. */
  public PredeterminedRequest with(Optional<NonceTickets.Shown> shown) {
    return new PredeterminedRequest(protocol, csr, requested, subjects, evidence, renewed, shown);
  }

  @Override
  public boolean isRenewal() {
    return requested.replaces().isPresent();
  }

  @Override
  public String applicant() {
    return subjects.stream()
        .map(AttestedSubject::toString)
        .findFirst()
        .orElseGet(() -> evidence.getFirst().type());
  }

  @Override
  public String applicantKeySha256() {
    return subjects.stream()
        .map(AttestedSubject::keySha256)
        .findFirst()
        .orElseGet(() -> Claims.sha256(evidence.getFirst().value()));
  }

  /**
   * A digest that requests for the same credential with the same CSR share. It omits the ticket, so
   * a repeated request needs no new nonce.
   */
  @Override
  public String digest() {
    return Claims.sha256(
        String.join(
            "\n",
            protocol,
            Claims.sha256(csr.bytes()),
            requested.profile(),
            requested.workload().toString(),
            requested.owner().value(),
            String.join(" ", requested.capabilities().texts()),
            requested.locator().toString(),
            requested.validationMethods().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" ")),
            requested.replaces().map(SerialNumber::hex).orElse("")));
  }

  /** The digest of CSR and sender that the ledger contains. */
  public String evidenceDigest() {
    return Claims.sha256(Claims.sha256(csr.bytes()) + "\n" + applicantKeySha256());
  }
}
