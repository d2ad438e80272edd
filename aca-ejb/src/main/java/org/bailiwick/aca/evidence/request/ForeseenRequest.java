package org.bailiwick.aca.evidence.request;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * A CSR that comes alone, as in EST (RFC 7030): who sends it is known from the connection, and what
 * it may become was written down before, by an operator, with a join token or with the credential
 * that it renews. A user is named by one of the anchors.
 *
 * @param protocol how it came, for policy and the audit log
 * @param csr PKCS#10 in DER, unverified
 * @param requested the credential that an operator has foreseen; the sender has no influence on it
 * @param anchors whom the connection was found to be with
 * @param evidence further evidence, unverified
 * @param renewed the credential that it replaces, whose key the connection proved
 * @param ticket of the nonce that an attestation in the CSR is for, unverified
 */
public record ForeseenRequest(
    String protocol,
    Octets csr,
    CredentialRequest requested,
    List<TrustedAnchor> anchors,
    List<EvidenceItem> evidence,
    Optional<X509Certificate> renewed,
    Optional<NonceTickets.Shown> ticket)
    implements AuthenticatedRequest {

  /** Names the kind of anchor that a credential of ours is for the one that replaces it. */
  public static final String RENEWED = "credential";

  public ForeseenRequest {
    anchors = List.copyOf(anchors);
    evidence = List.copyOf(evidence);
    if (anchors.isEmpty() && evidence.isEmpty()) {
      throw new IllegalArgumentException("somebody must stand behind a request");
    }
  }

  /** The same with the ticket that came with it, if one did. */
  public ForeseenRequest with(Optional<NonceTickets.Shown> shown) {
    return new ForeseenRequest(protocol, csr, requested, anchors, evidence, renewed, shown);
  }

  @Override
  public boolean isRenewal() {
    return requested.replaces().isPresent();
  }

  @Override
  public String applicant() {
    return anchors.stream()
        .map(TrustedAnchor::toString)
        .findFirst()
        .orElseGet(() -> evidence.getFirst().type());
  }

  @Override
  public String applicantKeySha256() {
    return anchors.stream()
        .map(TrustedAnchor::keySha256)
        .findFirst()
        .orElseGet(() -> Claims.sha256(evidence.getFirst().value()));
  }

  /**
   * Names this request: two are the same exactly when CSR and requested credential are. The ticket
   * is no part of it, so who repeats a request needs no new nonce.
   */
  @Override
  public String digest() {
    return Claims.sha256(
        String.join(
            "\n",
            protocol,
            Claims.sha256(csr.bytes()),
            requested.profile(),
            requested.agent().toString(),
            requested.owner().value(),
            String.join(" ", requested.capabilities().texts()),
            requested.locator().toString(),
            requested.validationMethods().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" ")),
            requested.replaces().map(SerialNumber::hex).orElse("")));
  }

  /** Binds in the ledger what was reviewed: the CSR and who sent it. */
  public String evidenceDigest() {
    return Claims.sha256(Claims.sha256(csr.bytes()) + "\n" + applicantKeySha256());
  }
}
