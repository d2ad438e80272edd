package org.bailiwick.policy;

import java.util.List;

/**
 * The answer of the decision point. Reasons are kebab-case codes for the audit log: the reasons of
 * the permit or forbid policies that applied, or one of the codes in {@link DecisionPort}. The
 * policies are the identifiers of those that decided (Cedar's determining policies); the policy
 * version identifies the exact files.
 */
public sealed interface Decision {

  List<String> reasons();

  List<String> policies();

  String policyVersion();

  /**
   * The action is allowed, on condition that the caller fulfils every obligation. A caller that
   * does not know one of them must deny.
   */
  record Permit(
      List<String> reasons, List<String> policies, List<String> obligations, String policyVersion)
      implements Decision {
    public Permit {
      reasons = List.copyOf(reasons);
      policies = List.copyOf(policies);
      obligations = List.copyOf(obligations);
    }
  }

  /** The action is denied. The caller audits the denial and answers {@code policy-denied}. */
  record Deny(List<String> reasons, List<String> policies, String policyVersion)
      implements Decision {
    public Deny {
      reasons = List.copyOf(reasons);
      policies = List.copyOf(policies);
    }
  }
}
