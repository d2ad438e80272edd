package org.bailiwick.ars.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.search.index.SearchWords;
import org.bailiwick.ars.search.wanted.AttestationRank;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.ars.search.wanted.UnsignedCriteria;
import org.bailiwick.ars.search.wanted.WantedCapability;
import org.bailiwick.ars.search.wanted.WantedType;
import org.bailiwick.contract.capability.Capability;

/**
 * Why an agent is a hit of a search.
 *
 * @param covers each wanted capability with the one of the agent that covers it
 * @param typed each wanted type of the catalogue with the capability that takes or gives it
 * @param met the other conditions that the agent meets
 * @param preferred the preferred criteria that it meets
 * @param lacks the preferred criteria that it does not meet
 * @param score how its place came about
 */
record AgentMatch(
    List<Covered> covers,
    List<Typed> typed,
    List<String> met,
    List<String> preferred,
    List<String> lacks,
    Score score) {

  /** A wanted capability, and the capability of the agent that covers it. */
  record Covered(WantedCapability wanted, WantedCapability.Cover cover) {}

  /** A wanted type, and the capability of the agent that takes or gives it. */
  record Typed(WantedType wanted, Capability by) {}

  /**
   * The keys of the order that come from signed facts.
   *
   * @param rank that of the attestation
   * @param preferred number of preferred criteria that are met
   * @param fit the fit of the covering capabilities, all together
   */
  record Score(int rank, int preferred, int fit) {}

  /** Compares an agent with a search; empty if it does not have everything that is required. */
  static Optional<AgentMatch> of(SearchRequest search, SearchedAgent agent, Instant now) {
    Optional<Covered> any =
        search.anyOf().stream()
            .flatMap(wanted -> covered(wanted, agent).stream())
            .max(Comparator.comparingInt(covered -> covered.cover().fit()));
    List<Typed> typed = typed(search, agent);
    boolean hasAll =
        search.required().lacked(agent.facts(), agent.segments(), now).isEmpty()
            && typed.size() == search.types().size()
            && (search.anyOf().isEmpty() || any.isPresent());
    if (!hasAll || !meets(search.unsigned(), agent, now)) {
      return Optional.empty();
    }
    List<Covered> covers = new ArrayList<>();
    search
        .required()
        .capabilities()
        .forEach(wanted -> covered(wanted, agent).ifPresent(covers::add));
    any.ifPresent(covers::add);
    List<String> met = new ArrayList<>(search.required().met(agent.facts(), agent.segments(), now));
    met.removeIf(name -> name.startsWith("capability "));
    met.addAll(named(search.unsigned()));
    List<String> preferred = search.preferred().met(agent.facts(), agent.segments(), now);
    return Optional.of(
        new AgentMatch(
            covers,
            typed,
            met,
            preferred,
            search.preferred().lacked(agent.facts(), agent.segments(), now),
            new Score(
                AttestationRank.of(agent.facts().attestation(), now),
                preferred.size(),
                covers.stream().mapToInt(each -> each.cover().fit()).sum())));
  }

  private static Optional<Covered> covered(WantedCapability wanted, SearchedAgent agent) {
    return wanted.coveredBy(agent.facts().capabilities()).map(cover -> new Covered(wanted, cover));
  }

  private static List<Typed> typed(SearchRequest search, SearchedAgent agent) {
    return search.types().stream()
        .flatMap(
            wanted ->
                wanted.coveredBy(agent.facts().capabilities()).stream()
                    .map(by -> new Typed(wanted, by)))
        .toList();
  }

  private static boolean meets(UnsignedCriteria criteria, SearchedAgent agent, Instant now) {
    boolean textFits =
        agent.text().tags().containsAll(criteria.tags())
            && agent.text().inputTypes().containsAll(criteria.inputTypes())
            && agent.text().outputTypes().containsAll(criteria.outputTypes())
            && criteria
                .text()
                .map(SearchWords::wanted)
                .filter(words -> !SearchWords.areIn(words, agent.facts(), agent.text()))
                .isEmpty();
    boolean isSilent = agent.heard().filter(beat -> beat.isSilent(now)).isPresent();
    return textFits && !(criteria.alive() && isSilent) && hasRoom(criteria, agent);
  }

  /** An agent that told no load is none of a low one. */
  private static boolean hasRoom(UnsignedCriteria criteria, SearchedAgent agent) {
    return criteria.maxLoad().isEmpty()
        || agent
            .heard()
            .filter(heard -> heard.load().isPresent())
            .filter(heard -> heard.load().getAsInt() <= criteria.maxLoad().getAsInt())
            .isPresent();
  }

  private static List<String> named(UnsignedCriteria criteria) {
    List<String> names = new ArrayList<>();
    criteria.text().ifPresent(text -> names.add("text"));
    add(names, "tags", !criteria.tags().isEmpty());
    add(names, "input_types", !criteria.inputTypes().isEmpty());
    add(names, "output_types", !criteria.outputTypes().isEmpty());
    add(names, "max_load", criteria.maxLoad().isPresent());
    add(names, "alive", criteria.alive());
    return names;
  }

  private static void add(List<String> names, String name, boolean wanted) {
    if (wanted) {
      names.add(name);
    }
  }
}
