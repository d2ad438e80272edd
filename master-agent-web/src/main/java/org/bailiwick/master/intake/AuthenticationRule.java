package org.bailiwick.master.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A rule for authenticating callers: one method, all of several rules, or any of several rules. */
sealed interface AuthenticationRule {

  /** Each of these rules must pass. There is at least one. */
  record AllOf(List<AuthenticationRule> rules) implements AuthenticationRule {
    public AllOf {
      rules = notEmpty(rules);
    }
  }

  /** One of these rules must pass. There is at least one. */
  record AnyOf(List<AuthenticationRule> rules) implements AuthenticationRule {
    public AnyOf {
      rules = notEmpty(rules);
    }
  }

  /** The method with this name must pass. */
  record Method(String name) implements AuthenticationRule {}

  /** The outcome of a rule or of a method. */
  sealed interface Verdict {
    /** The caller is authenticated by these methods. */
    record Passed(Set<String> methods) implements Verdict {}

    /** No credential is invalid, but this method's credential is missing. */
    record Lacking(String method) implements Verdict {}

    /** A presented credential is invalid, so the request is refused even if another rule passes. */
    record Refused(String method, RuntimeException reason) implements Verdict {}
  }

  /**
   * Evaluates every branch, so that an invalid credential is found in each of them. The function
   * {@code methods} gives the outcome of a method.
   */
  default Verdict evaluate(Function<String, Verdict> methods) {
    return switch (this) {
      case Method method -> methods.apply(method.name());
      case AllOf all -> all(outcomes(all.rules(), methods));
      case AnyOf any -> any(outcomes(any.rules(), methods));
    };
  }

  /**
   * Reads a rule such as {@code all-of(mtls,access-token)}; rules can be nested. It throws an
   * IllegalArgumentException for an unknown name or a syntax error.
   */
  static AuthenticationRule parse(String text, Set<String> knownMethods) {
    return new RuleReader(text.replace(" ", ""), knownMethods).read();
  }

  private static List<AuthenticationRule> notEmpty(List<AuthenticationRule> rules) {
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("a rule without methods would authenticate nobody");
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
