package org.bailiwick.policy;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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

  /**
   * The action is denied. The caller audits the denial and answers {@code policy-denied}, or asks
   * for a new sign-in.
   *
   * @param stepUp the sign-in that would end the denial; empty if none would, because a policy that
   *     decided asks for none, or the policies that decided ask for sign-ins that exclude each
   *     other
   * @param remedies what would end the denial without a sign-in, all together; empty if it is not
   *     known, because a policy that decided names none
   */
  record Deny(
      List<String> reasons,
      List<String> policies,
      Optional<StepUp> stepUp,
      Set<Remedy> remedies,
      String policyVersion)
      implements Decision {
    public Deny {
      reasons = List.copyOf(reasons);
      policies = List.copyOf(policies);
      remedies = Collections.unmodifiableSet(new TreeSet<>(remedies));
    }

    /** A denial that nothing but perhaps a sign-in ends. */
    public Deny(
        List<String> reasons, List<String> policies, Optional<StepUp> stepUp, String version) {
      this(reasons, policies, stepUp, Set.of(), version);
    }

    /** A denial that no sign-in ends. */
    public Deny(List<String> reasons, List<String> policies, String policyVersion) {
      this(reasons, policies, Optional.empty(), policyVersion);
    }
  }

  /** What a subject can do so that a request which a policy forbids is permitted. */
  enum Remedy {
    /** To be attested anew, and to get a credential by that. */
    RENEW_ATTESTATION,
    /** To have a person approve the request. */
    ASK_APPROVAL,
    /** To ask for less. */
    NARROW_SCOPE;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word for it in the annotation {@code @remedy} and in answers. */
    public String text() {
      return text;
    }

    /** The remedy with this word. */
    public static Optional<Remedy> of(String text) {
      return Stream.of(values()).filter(each -> each.text.equals(text)).findFirst();
    }
  }

  /**
   * How a person must have signed in (RFC 9470).
   *
   * @param acrValues authentication context class references of which any one does, best first;
   *     empty if the class does not matter
   * @param maxAge seconds since the sign-in at most; empty if the age does not matter
   */
  record StepUp(List<String> acrValues, Optional<Long> maxAge) {
    public StepUp {
      acrValues = List.copyOf(acrValues);
    }

    /** The sign-in that meets this and the other; empty if none does. */
    Optional<StepUp> and(StepUp other) {
      Optional<Long> younger =
          Stream.concat(maxAge.stream(), other.maxAge.stream()).min(Comparator.naturalOrder());
      if (acrValues.isEmpty() || other.acrValues.isEmpty()) {
        return Optional.of(new StepUp(acrValues.isEmpty() ? other.acrValues : acrValues, younger));
      }
      List<String> both = acrValues.stream().filter(other.acrValues::contains).toList();
      return both.isEmpty() ? Optional.empty() : Optional.of(new StepUp(both, younger));
    }
  }
}
