package org.bailiwick.policy;

import java.util.List;

/**
 * The answer of the decision port. Reasons are kebab-case codes for the audit log: those of the
 * permits that applied, or those of the forbids that applied, or one of the codes of {@link
 * DecisionPort}. The policy version names the exact files that answered.
 */
public sealed interface Decision {

  List<String> reasons();

  String policyVersion();

  /** The action is allowed. */
  record Permit(List<String> reasons, String policyVersion) implements Decision {
    public Permit {
      reasons = List.copyOf(reasons);
    }
  }

  /** The action is refused; a caller answers {@code policy-denied} and writes it down. */
  record Deny(List<String> reasons, String policyVersion) implements Decision {
    public Deny {
      reasons = List.copyOf(reasons);
    }
  }
}
