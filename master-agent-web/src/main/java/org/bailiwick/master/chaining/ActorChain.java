package org.bailiwick.master.chaining;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/**
 * The agents that act in turn for a subject, the latest first: the claim {@code act} of RFC 8693
 * section 4.1. It is information; who may do what is decided by who presents a token.
 */
public record ActorChain(List<String> subjects) {

  /** The most agents in a chain, over all domains. */
  static final int LONGEST = 8;

  private static final String SUBJECT = "sub";
  private static final String ACTOR = "act";

  public ActorChain {
    subjects = List.copyOf(subjects);
  }

  /** Reads the claim of a token; an actor that has no {@code sub} is skipped. */
  static ActorChain of(JsonObject claim) {
    List<String> subjects = new ArrayList<>();
    JsonValue at = claim;
    for (int depth = 0; at instanceof JsonObject actor; depth++) {
      if (depth > LONGEST) {
        throw tooLong();
      }
      if (actor.get(SUBJECT) instanceof JsonString subject) {
        subjects.add(subject.getString());
      }
      at = actor.get(ACTOR);
    }
    return new ActorChain(subjects);
  }

  /**
   * The same, from the claims of a partner's grant or access token.
   *
   * @throws ProblemException policy-denied when the chain is too long
   */
  public static ActorChain of(Map<String, Object> claim) {
    return of(StrictJson.object(JsonText.of(claim)));
  }

  /** This chain, continued by the agents of an earlier domain; the one that both name is one. */
  ActorChain after(ActorChain earlier) {
    List<String> all = new ArrayList<>(subjects);
    boolean overlap = !all.isEmpty() && earlier.startsWith(all.getLast());
    all.addAll(overlap ? earlier.subjects.subList(1, earlier.subjects.size()) : earlier.subjects);
    return new ActorChain(all);
  }

  private boolean startsWith(String subject) {
    return !subjects.isEmpty() && subjects.getFirst().equals(subject);
  }

  /**
   * The chain with this agent in front, for a grant to that domain.
   *
   * @throws ProblemException policy-denied when the chain would be too long, when the agent acts in
   *     it already, or when it came from that domain
   */
  ActorChain continuedBy(String agent, TrustDomain towards) {
    if (subjects.size() >= LONGEST) {
      throw tooLong();
    }
    if (subjects.contains(agent) || subjects.stream().anyMatch(actor -> isOf(actor, towards))) {
      throw refused("chain-cycle", "The chain of agents would come back to where it has been.");
    }
    List<String> all = new ArrayList<>(List.of(agent));
    all.addAll(subjects);
    return new ActorChain(all);
  }

  private static boolean isOf(String actor, TrustDomain domain) {
    return actor.startsWith(SpiffeId.SCHEME + domain.name() + "/");
  }

  JsonObject claim() {
    JsonObject claim = JsonValue.EMPTY_JSON_OBJECT;
    for (String subject : subjects.reversed()) {
      var actor = Json.createObjectBuilder().add(SUBJECT, subject);
      if (!claim.isEmpty()) {
        actor.add(ACTOR, claim);
      }
      claim = actor.build();
    }
    return claim;
  }

  private static ProblemException tooLong() {
    return refused("chain-depth", "The chain of agents is longer than " + LONGEST + ".");
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }
}
