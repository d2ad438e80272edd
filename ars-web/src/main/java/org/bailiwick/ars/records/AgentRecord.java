package org.bailiwick.ars.records;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;

/**
 * One agent of the registry, with the attributes from its credential. {@code identifier} is the
 * {@code urn:uuid} that the registry gave the agent, and {@code certificate} is the credential.
 */
public record AgentRecord(
    String identifier,
    AgentId agent,
    String owner,
    CapabilitySet capabilities,
    String locator,
    List<String> validationMethods,
    X509Certificate certificate,
    AgentState state) {

  public SerialNumber serial() {
    return new SerialNumber(certificate.getSerialNumber());
  }

  public Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** The same record in another state. */
  public AgentRecord as(AgentState other) {
    return new AgentRecord(
        identifier, agent, owner, capabilities, locator, validationMethods, certificate, other);
  }

  /** Whether the record may be shown at this moment. */
  public boolean isListedAt(Instant now) {
    return state == AgentState.LISTED && now.isBefore(notAfter());
  }
}
