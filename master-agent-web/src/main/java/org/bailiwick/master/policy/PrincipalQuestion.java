package org.bailiwick.master.policy;

import java.util.Map;
import org.bailiwick.node.decision.Question;

/** The member for whom a caller acts, in the vocabulary of {@code docs/policy.md}. */
public final class PrincipalQuestion {

  /** The name of the member, and the beginning of the name of the principal's risk. */
  public static final String PRINCIPAL = "principal";

  private PrincipalQuestion() {}

  /** The same question, about a caller that acts for this principal, {@code <issuer>#<sub>}. */
  public static Question of(Question question, String principal) {
    return question.with(Map.of(PRINCIPAL, principal));
  }
}
