package org.bailiwick.master.inventory;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.master.ownerrights.Responsibility;

/**
 * An agent as the registry lists it.
 *
 * @param listed what the registry says of its credential
 * @param state the state of its record
 * @param responsible its owner and principal; empty if the registry does not tell them
 */
public record KnownAgent(
    String registryId,
    AgentId agent,
    CapabilitySet capabilities,
    Locator locator,
    ListedCredential listed,
    String state,
    Optional<Responsibility> responsible)
    implements CallableAsset {

  static final String LISTED = "listed";
  static final String REVOKED = "revoked";
  static final String EXPIRED = "expired";
  static final String QUARANTINED = "quarantined";

  /** An agent of whose attestation the registry says nothing. */
  public KnownAgent(
      String registryId,
      AgentId agent,
      CapabilitySet capabilities,
      Locator locator,
      SerialNumber serial,
      Instant expiresAt,
      String state,
      Optional<Responsibility> responsible) {
    this(
        registryId,
        agent,
        capabilities,
        locator,
        new ListedCredential(serial, expiresAt, Optional.empty()),
        state,
        responsible);
  }

  public SerialNumber serial() {
    return listed.serial();
  }

  public Instant expiresAt() {
    return listed.expiresAt();
  }

  /** The result on which its credential was issued; empty if the registry does not tell it. */
  public Optional<AttestationSummary> attestation() {
    return listed.attestation();
  }

  @Override
  public AssetName name() {
    return AssetName.of(agent);
  }

  @Override
  public Optional<SerialNumber> credential() {
    return Optional.of(serial());
  }

  /** Whether the registry lists it, and its credential is not known to be revoked. */
  public boolean isListed() {
    return state.equals(LISTED);
  }

  /** Whether an officer has put it into quarantine at the registry. */
  public boolean isQuarantined() {
    return state.equals(QUARANTINED);
  }

  /** Whether its credential is revoked. */
  public boolean isRevoked() {
    return state.equals(REVOKED);
  }

  /** The status for the decision point: listed, expired or another state of the record. */
  public String status(Instant now) {
    return state.equals(LISTED) && !now.isBefore(expiresAt()) ? EXPIRED : state;
  }

  KnownAgent revoked() {
    return new KnownAgent(registryId, agent, capabilities, locator, listed, REVOKED, responsible);
  }
}
