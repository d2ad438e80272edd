package org.bailiwick.master.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Which methods authenticate a caller: all of some, any of some, or one. */
sealed interface AuthenticationRule {

  /** Each of these; at least one. */
  record AllOf(List<AuthenticationRule> rules) implements AuthenticationRule {
    public AllOf {
      rules = notEmpty(rules);
    }
  }

  /** One of these; at least one. */
  record AnyOf(List<AuthenticationRule> rules) implements AuthenticationRule {
    public AnyOf {
      rules = notEmpty(rules);
    }
  }

  /** One method, by its name. */
  record Method(String name) implements AuthenticationRule {}

  /** The outcome of a rule over the outcomes of its methods. */
  sealed interface Verdict {
    /** Authenticated, by these methods. */
    record Passed(Set<String> methods) implements Verdict {}

    /** Nothing invalid was presented, but too little. */
    record Lacking(String method) implements Verdict {}

    /** A credential was presented and is invalid: the request is refused, whatever else holds. */
    record Refused(String method, RuntimeException reason) implements Verdict {}
  }

  /**
   * Evaluates every branch, so that an invalid credential is found wherever it stands. Each method
   * is asked through {@code methods}.
   */
  default Verdict evaluate(Function<String, Verdict> methods) {
    return switch (this) {
      case Method method -> methods.apply(method.name());
      case AllOf all -> all(outcomes(all.rules(), methods));
      case AnyOf any -> any(outcomes(any.rules(), methods));
    };
  }

  /**
   * Reads {@code all-of(mtls,access-token)}; expressions nest. Refuses what it does not know with
   * an IllegalArgumentException.
   */
  static AuthenticationRule parse(String text, Set<String> knownMethods) {
    return new RuleReader(text.replace(" ", ""), knownMethods).read();
  }

  private static List<AuthenticationRule> notEmpty(List<AuthenticationRule> rules) {
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("an expression without methods authenticates nobody");
    }
    return List.copyOf(rules);
  }

  private static List<Verdict> outcomes(
      List<AuthenticationRule> rules, Function<String, Verdict> methods) {
    List<Verdict> outcomes = new ArrayList<>();
    for (AuthenticationRule rule : rules) {
      outcomes.add(rule.evaluate(methods));
    }
    return outcomes;
  }

  private static Verdict all(List<Verdict> outcomes) {
    Verdict worst = new Verdict.Passed(Set.of());
    for (Verdict outcome : outcomes) {
      worst =
          switch (outcome) {
            case Verdict.Refused refused -> {
              yield worst instanceof Verdict.Refused ? worst : refused;
            }
            case Verdict.Lacking lacking -> worst instanceof Verdict.Passed ? lacking : worst;
            case Verdict.Passed passed ->
                worst instanceof Verdict.Passed before ? union(before, passed) : worst;
          };
    }
    return worst;
  }

  private static Verdict any(List<Verdict> outcomes) {
    Verdict best = outcomes.getFirst();
    for (Verdict outcome : outcomes.subList(1, outcomes.size())) {
      best =
          switch (outcome) {
            case Verdict.Refused refused -> best instanceof Verdict.Refused ? best : refused;
            case Verdict.Lacking lacking -> best;
            case Verdict.Passed passed ->
                switch (best) {
                  case Verdict.Refused refused -> best;
                  case Verdict.Lacking lacking -> passed;
                  case Verdict.Passed before -> union(before, passed);
                };
          };
    }
    return best;
  }

  private static Verdict.Passed union(Verdict.Passed one, Verdict.Passed other) {
    Set<String> methods = new TreeSet<>(one.methods());
    methods.addAll(other.methods());
    return new Verdict.Passed(methods);
  }
}
