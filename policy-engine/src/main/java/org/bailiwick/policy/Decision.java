package org.bailiwick.policy;

import java.util.List;

/**
 * The answer of the decision point. Reasons are kebab-case codes for the audit log: the reasons of
 * the permit or forbid policies that applied, or one of the codes in {@link DecisionPort}. The
 * policy version identifies the exact files that decided.
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

  /** The action is denied. The caller audits the denial and answers {@code policy-denied}. */
  record Deny(List<String> reasons, String policyVersion) implements Decision {
    public Deny {
      reasons = List.copyOf(reasons);
    }
  }
}
