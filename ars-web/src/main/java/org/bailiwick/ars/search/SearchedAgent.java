package org.bailiwick.ars.search;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.lifecycle.Heartbeat;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.wanted.SignedFacts;

/**
 * An agent as the database has it at the time of an answer.
 *
 * @param segments those of the policies in force of which it is a member
 */
record SearchedAgent(
    AgentRecord record,
    SignedFacts facts,
    Set<String> segments,
    UnsignedText text,
    Optional<Heartbeat> heard) {

  /** The facts of a stored record; empty for a locator that somebody has changed by hand. */
  static Optional<SignedFacts> facts(AgentRecords.Attested stored) {
    AgentRecord record = stored.record();
    try {
      return Optional.of(
          new SignedFacts(
              record.agent().toString(),
              record.owner(),
              record.capabilities(),
              URI.create(record.locator()),
              Set.copyOf(record.validationMethods()),
              stored.attestation()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
