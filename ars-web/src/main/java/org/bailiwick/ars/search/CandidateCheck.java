package org.bailiwick.ars.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.index.UnsignedTexts;
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
        (identifier, found) ->
            SearchedAgent.facts(found)
                .map(
                    facts ->
                        new SearchedAgent(
                            found.record(),
                            facts,
                            segments.of(facts.party()),
                            said.getOrDefault(identifier, UnsignedText.NONE),
                            liveness.of(identifier)))
                .filter(agent -> permits(peer, agent))
                .filter(agent -> isListed(agent.record(), now))
                .ifPresent(agent -> shown.put(identifier, agent)));
    return shown;
  }

  /** It is asked before anything that differs between agents, so that its time tells nothing. */
  private boolean permits(VerifiedPeer peer, SearchedAgent agent) {
    return gate.permits(RegistryQuestion.find(peer, agent.record(), agent.segments()));
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
