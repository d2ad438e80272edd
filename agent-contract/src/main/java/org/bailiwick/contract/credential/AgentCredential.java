package org.bailiwick.contract.credential;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1OctetString;

/**
 * A certificate that was read as an agent's credential: its only URI name is an agent's SPIFFE id,
 * and it has the agent information extension, well formed and not critical. This does not make the
 * credential trusted: a relying party must check path, validity and revocation.
 *
 * @param trustworthiness what its authority has found about the agent's environment; empty if the
 *     certificate does not say it
 */
public record AgentCredential(
    X509Certificate certificate,
    AgentId agent,
    AgentInformation information,
    Optional<AttesterTrustworthiness> trustworthiness,
    SerialNumber serial) {

  private static final Set<String> NOT_CRITICAL =
      Set.of(AgentInformationExtension.OID, AttesterTrustworthinessExtension.OID);

  /** Reads the certificate; CREDENTIAL_NOT_TRUSTED if it is no agent's credential. */
  public static AgentCredential read(X509Certificate certificate) {
    SpiffeId id = SpiffeId.of(certificate);
    byte[] extension = certificate.getExtensionValue(AgentInformationExtension.OID);
    boolean critical =
        certificate.getCriticalExtensionOIDs() != null
            && certificate.getCriticalExtensionOIDs().stream().anyMatch(NOT_CRITICAL::contains);
    if (extension == null || critical || !id.isAgent()) {
      throw notAnAgentCredential(null);
    }
    try {
      byte[] content = ASN1OctetString.getInstance(extension).getOctets();
      return new AgentCredential(
          certificate,
          AgentId.of(id),
          AgentInformationExtension.decode(content),
          AttesterTrustworthinessExtension.find(certificate),
          new SerialNumber(certificate.getSerialNumber()));
    } catch (IllegalArgumentException | ProblemException e) {
      throw notAnAgentCredential(e);
    }
  }

  private static ProblemException notAnAgentCredential(Exception cause) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "agent-credential-shape",
        "The certificate is not an agent's credential",
        cause);
  }
}
