package org.bailiwick.master.policy;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bailiwick.node.decision.Question;

/** The member for whom a caller acts, in the vocabulary of {@code docs/policy.md}. */
public final class PrincipalQuestion {

  /** The name of the member, and the beginning of the name of the principal's risk. */
  public static final String PRINCIPAL = "principal";

  private PrincipalQuestion() {}

  /** Whom the question is about, by name: its subject, its resource, and the principal, if any. */
  public static Set<String> parties(Question question) {
    Set<String> parties = new HashSet<>();
    parties.add(question.request().subject().id());
    parties.add(question.request().resource().id());
    if (question.request().context().get(PRINCIPAL) instanceof String principal) {
      parties.add(principal);
    }
    return parties;
  }

  /** The same question, about a caller that acts for this principal, {@code <issuer>#<sub>}. */
  public static Question of(Question question, String principal) {
    return question.with(Map.of(PRINCIPAL, principal));
  }
}
