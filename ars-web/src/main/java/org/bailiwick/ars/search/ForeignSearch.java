package org.bailiwick.ars.search;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.ForeignAgents.Shown;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.search.index.SearchPosition;
import org.bailiwick.ars.search.index.UnsignedText;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.ars.search.wanted.SignedFacts;
import org.bailiwick.ars.search.wanted.WantedCapability;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Searches the agents of partner domains. All that may match are compared and put into order in
 * memory; the policies are asked in this order until a page is full. They are in no segment of this
 * domain.
 */
final class ForeignSearch {
  /** The most agents that one search compares. */
  static final int MOST_COMPARED = 2000;

  private static final int MOST_ASKED = 200;

  /** More than all fits of a search together, so that preferred criteria come first. */
  private static final int PREFERRED = 16_384;

  private static final Comparator<SearchPosition> ORDER =
      Comparator.comparingLong(SearchPosition::rank)
          .thenComparingDouble(SearchPosition::score)
          .reversed()
          .thenComparing(SearchPosition::identifier);

  private final ForeignAgents agents;
  private final Gate gate;
  private final SteadyTime time;

  ForeignSearch(ForeignAgents agents, Gate gate, SteadyTime time) {
    this.agents = agents;
    this.gate = gate;
    this.time = time;
  }

  /** A hit, with the agent as it is shown. */
  record ForeignHit(Shown shown, Hit hit) {}

  /**
   * Hits, and the position after which the search goes on, if there may be more.
   *
   * @param after empty if there are certainly no more
   */
  record Found(List<ForeignHit> hits, Optional<SearchPosition> after) {}

  /**
   * The part of the hits that is wanted.
   *
   * @param after the place after which it begins; empty for the first ones
   * @param size the most hits
   */
  record Part(List<TrustDomain> domains, Optional<SearchPosition> after, int size) {}

  private record Match(Shown shown, SearchedAgent agent, AgentMatch match, SearchPosition place) {}

  /**
   * The next hits in these domains.
   *
   * @throws ProblemException malformed-request with check {@code search-too-wide} if more than
   *     {@value #MOST_COMPARED} agents may match
   */
  Found search(VerifiedPeer peer, SearchRequest search, Part part) {
    Optional<SearchPosition> after = part.after();
    Instant at = after.map(SearchPosition::at).orElseGet(time::latest);
    List<Match> rest =
        matches(search, part.domains(), at).stream()
            .filter(each -> after.filter(last -> ORDER.compare(each.place(), last) <= 0).isEmpty())
            .sorted(Comparator.comparing(Match::place, ORDER))
            .toList();
    List<ForeignHit> hits = new ArrayList<>();
    Optional<SearchPosition> before = after;
    int asked = 0;
    for (Match each : rest) {
      if (hits.size() == part.size() || asked == MOST_ASKED) {
        return new Found(hits, before);
      }
      asked++;
      if (gate.permits(RegistryQuestion.findForeign(peer, each.agent().record()))) {
        hits.add(new ForeignHit(each.shown(), hit(each, before)));
      }
      before = Optional.of(each.place());
    }
    return new Found(hits, Optional.empty());
  }

  private static Hit hit(Match found, Optional<SearchPosition> before) {
    Hit.PlacedBy placedBy =
        before
            .map(last -> Hit.PlacedBy.between(last, found.place()))
            .orElse(Hit.PlacedBy.SIGNED_FACTS);
    return new Hit(found.agent(), found.match(), found.place(), placedBy);
  }

  private List<Match> matches(SearchRequest search, List<TrustDomain> domains, Instant at) {
    List<Shown> candidates = agents.candidates(domains, names(search), MOST_COMPARED);
    if (candidates.size() > MOST_COMPARED) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "search-too-wide",
          "More than "
              + MOST_COMPARED
              + " agents of other domains may match; name a capability or fewer domains");
    }
    List<Match> matches = new ArrayList<>();
    for (Shown shown : candidates) {
      SearchedAgent agent = searched(shown.agent());
      AgentMatch.of(search, agent, at)
          .ifPresent(match -> matches.add(new Match(shown, agent, match, place(shown, match, at))));
    }
    return matches;
  }

  /** Names of which each hit has one; empty if the search wants no capability. */
  private static Set<String> names(SearchRequest search) {
    List<WantedCapability> wanted =
        search.required().capabilities().isEmpty()
            ? search.anyOf()
            : search.required().capabilities().subList(0, 1);
    return wanted.stream().map(WantedCapability::name).collect(Collectors.toSet());
  }

  private static SearchPosition place(Shown shown, AgentMatch match, Instant at) {
    AgentMatch.Score score = match.score();
    return new SearchPosition(
        at,
        score.rank(),
        (float) (score.preferred() * PREFERRED + score.fit()),
        0,
        shown.agent().domain() + " " + shown.agent().record().identifier());
  }

  private static SearchedAgent searched(ForeignAgent agent) {
    SignedFacts facts =
        new SignedFacts(
            agent.record().agent().toString(),
            agent.record().owner(),
            agent.record().capabilities(),
            URI.create(agent.record().locator()),
            Set.copyOf(agent.record().validationMethods()),
            agent.attestation());
    return new SearchedAgent(
        agent.record(),
        facts,
        Set.of(),
        agent.said().map(DescribedTexts::text).orElse(UnsignedText.NONE),
        Optional.empty());
  }
}
