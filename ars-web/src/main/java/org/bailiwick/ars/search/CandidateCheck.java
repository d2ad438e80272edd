package org.bailiwick.ars.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.index.UnsignedTexts;
import org.bailiwick.ars.search.wanted.AgentFacts;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Compares candidates of the index with the database, the revocation view and the policies. Each
 * candidate costs the same, whether the caller may see it or not.
 */
@ApplicationScoped
public class CandidateCheck {
  private AgentRecords records;
  private CredentialStatus status;
  private RegistrySegments segments;
  private UnsignedTexts texts;
  private Liveness liveness;
  private Gate gate;

  /** CDI proxies need this constructor. */
  CandidateCheck() {}

  @Inject
  CandidateCheck(
      AgentRecords records,
      CredentialStatus status,
      RegistrySegments segments,
      UnsignedTexts texts,
      Liveness liveness,
      Gate gate) {
    this.records = records;
    this.status = status;
    this.segments = segments;
    this.texts = texts;
    this.liveness = liveness;
    this.gate = gate;
  }

  /** The agents of these identifiers that are shown to the peer at this moment. */
  Map<String, SearchedAgent> shown(VerifiedPeer peer, Collection<String> identifiers, Instant now) {
    Map<String, AgentRecords.Attested> stored = records.attested(identifiers);
    Map<String, CapabilitySet> signed = new HashMap<>();
    stored.forEach((id, found) -> signed.put(id, found.record().capabilities()));
    Map<String, UnsignedText> said = texts.of(signed);
    Map<String, SearchedAgent> shown = new LinkedHashMap<>();
    stored.forEach(
        (identifier, found) -> {
          AgentFacts facts = SearchedAgent.facts(found);
          SearchedAgent agent =
              new SearchedAgent(
                  found.record(),
                  facts,
                  segments.of(facts.party()),
                  said.getOrDefault(identifier, UnsignedText.NONE),
                  liveness.of(identifier));
          // The decision is asked in any case, so that its time tells nothing.
          boolean permitted = permits(peer, found.record(), agent.segments());
          if (permitted && isListed(found.record(), now)) {
            shown.put(identifier, agent);
          }
        });
    return shown;
  }

  private boolean permits(VerifiedPeer peer, AgentRecord record, Set<String> segments) {
    return gate.permits(RegistryQuestion.find(peer, record, segments));
  }

  private boolean isListed(AgentRecord record, Instant now) {
    return record.isListedAt(now) && status.isGood(record.credential().key());
  }

  /** The segments, as the index needs them. */
  RegistrySegments segments() {
    return segments;
  }

  /**
   * Throws unless the revocation data are fresh.
   *
   * @throws org.bailiwick.contract.problem.ProblemException dependency-unavailable
   */
  void requireFresh() {
    status.requireFresh();
  }
}
