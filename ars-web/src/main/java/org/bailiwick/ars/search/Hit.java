package org.bailiwick.ars.search;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import org.bailiwick.ars.search.index.SearchPosition;
import org.bailiwick.ars.search.wanted.AttestationRank;
import org.bailiwick.contract.credential.AttestationSummary;

/**
 * A hit of a search, as an answer shows it.
 *
 * @param place in the order of the search
 * @param placedBy what put it after the hit before it
 */
record Hit(SearchedAgent agent, AgentMatch match, SearchPosition place, PlacedBy placedBy) {

  /** What decided between a hit and the one before it. */
  enum PlacedBy {
    SIGNED_FACTS("signed-facts"),
    /** The signed facts of both are equal, and words that the agents say of themselves decided. */
    RELEVANCE("relevance"),
    /** Nothing tells them apart; the identifiers give an order that stays. */
    IDENTIFIER("identifier");

    private final String text;

    PlacedBy(String text) {
      this.text = text;
    }

    static PlacedBy between(SearchPosition before, SearchPosition hit) {
      if (!before.isEqualInSignedFacts(hit)) {
        return SIGNED_FACTS;
      }
      return before.relevance() == hit.relevance() ? IDENTIFIER : RELEVANCE;
    }
  }

  /** Why it is a hit, what it lacks, and how its place came about. */
  JsonObjectBuilder explanation() {
    JsonArrayBuilder covers = Json.createArrayBuilder();
    match
        .covers()
        .forEach(
            each ->
                covers.add(
                    Json.createObjectBuilder()
                        .add("wanted", each.wanted().toString())
                        .add("covered_by", each.cover().by().text())));
    match
        .typed()
        .forEach(
            each ->
                covers.add(
                    Json.createObjectBuilder()
                        .add("wanted", each.wanted().toString())
                        .add("covered_by", each.by().text())
                        .add("from", "catalogue")));
    return Json.createObjectBuilder()
        .add("why", covers)
        .add("meets", Json.createArrayBuilder(match.met()))
        .add("preferred", Json.createArrayBuilder(match.preferred()))
        .add("lacks", Json.createArrayBuilder(match.lacks()))
        .add("score", score());
  }

  private JsonObjectBuilder score() {
    String status =
        match.score().rank() == AttestationRank.NONE
            ? "none"
            : agent.facts().attestation().map(AttestationSummary::status).orElse("none");
    JsonObjectBuilder score = Json.createObjectBuilder().add("attestation", status);
    AttestationRank.within(match.score().rank())
        .ifPresent(age -> score.add("attested_within", age));
    score.add("preferred", match.score().preferred()).add("fit", match.score().fit());
    if (match.met().contains("text")) {
      score.add("relevance", Math.round(place.relevance() * 1000) / 1000.0);
    }
    return score.add("placed_by", placedBy.text);
  }
}
