package org.bailiwick.master.inventory;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.master.ownerrights.Responsibility;

/**
 * An agent as the inventory keeps it: texts instead of parsed values, and its capabilities as the
 * groups of the index, which agents share, as they do owner and principal. Entries are ordered by
 * the end of their credential.
 */
final class AgentEntry implements Comparable<AgentEntry> {
  private static final Comparator<AgentEntry> ORDER =
      Comparator.comparing((AgentEntry entry) -> entry.expiresAt)
          .thenComparing(entry -> entry.name);

  /** Is behind every name in the order of texts. */
  private static final String LAST_NAME = "\uffff";

  private static final SerialNumber NO_SERIAL = new SerialNumber(BigInteger.ONE);

  private final String name;
  private final String registryId;
  private final String locator;
  private final SerialNumber serial;
  private final Instant expiresAt;
  private final String state;
  private final int reading;
  private final CapabilityGroup[] groups;
  private final Optional<Responsibility> responsible;
  private final Optional<AttestationSummary> attestation;

  /** {@code reading} counts the readings of the registry; the entry is of this one. */
  AgentEntry(KnownAgent agent, List<CapabilityGroup> groups, int reading) {
    this.name = agent.agent().toString();
    this.registryId = agent.registryId();
    this.locator = agent.locator().toString();
    this.serial = agent.serial();
    this.expiresAt = agent.expiresAt();
    this.state = agent.state().intern();
    this.reading = reading;
    this.groups = groups.toArray(CapabilityGroup[]::new);
    this.responsible = agent.responsible();
    this.attestation = agent.attestation();
  }

  private AgentEntry(Instant expiresAt) {
    this.name = LAST_NAME;
    this.registryId = "";
    this.locator = "";
    this.serial = NO_SERIAL;
    this.expiresAt = expiresAt;
    this.state = "";
    this.reading = 0;
    this.groups = new CapabilityGroup[0];
    this.responsible = Optional.empty();
    this.attestation = Optional.empty();
  }

  /** A place in the order: behind all entries that have expired at this moment. */
  static AgentEntry expiredAt(Instant now) {
    return new AgentEntry(now);
  }

  String name() {
    return name;
  }

  int reading() {
    return reading;
  }

  SerialNumber serial() {
    return serial;
  }

  boolean isUnexpired(Instant now) {
    return now.isBefore(expiresAt);
  }

  boolean isListed() {
    return state.equals(KnownAgent.LISTED);
  }

  boolean isRevoked() {
    return state.equals(KnownAgent.REVOKED);
  }

  boolean isQuarantined() {
    return state.equals(KnownAgent.QUARANTINED);
  }

  boolean isExpired() {
    return state.equals(KnownAgent.EXPIRED);
  }

  List<CapabilityGroup> groups() {
    return List.of(groups);
  }

  boolean covers(Capability wanted) {
    return Arrays.stream(groups).anyMatch(group -> group.capability().covers(wanted));
  }

  KnownAgent known() {
    return new KnownAgent(
        registryId,
        AgentId.parse(name),
        CapabilitySet.of(Arrays.stream(groups).map(CapabilityGroup::capability).toList()),
        Locator.parse(locator),
        new ListedCredential(serial, expiresAt, attestation),
        state,
        responsible);
  }

  @Override
  public int compareTo(AgentEntry other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AgentEntry entry && compareTo(entry) == 0;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
