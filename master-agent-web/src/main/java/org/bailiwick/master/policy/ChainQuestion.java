package org.bailiwick.master.policy;

import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.decision.Question;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about grants for other domains, in the vocabulary of {@code docs/policy.md}. */
public final class ChainQuestion {

  private ChainQuestion() {}

  /** The authorization server that the grant is for, and its trust domain. */
  public record Server(String issuer, TrustDomain domain) {}

  /**
   * What is asked for.
   *
   * @param own whether the subject token was made for the agent
   * @param covered whether the subject token covers the scope
   * @param tokenType of the grant
   */
  public record Wanted(boolean own, boolean covered, String tokenType, CapabilitySet scope) {}

  /** May this agent get such a grant for this server? */
  public static Question chain(JobQuestion.Subject subject, Server server, Wanted wanted) {
    return Question.of(
        subject.entity(),
        Action.CHAIN,
        new Entity(
            "AuthorizationServer", server.issuer(), Map.of("trust_domain", server.domain().name())),
        Map.of(
            "caller_kind", subject.kind(),
            "own", wanted.own(),
            "covered", wanted.covered(),
            "token_type", wanted.tokenType(),
            "scope", Set.copyOf(wanted.scope().texts())));
  }
}
