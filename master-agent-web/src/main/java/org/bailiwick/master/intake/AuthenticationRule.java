package org.bailiwick.master.intake;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** The names of all methods in this rule. */
  default Set<String> methods() {
    Set<String> names = new TreeSet<>();
    evaluate(
        name -> {
          names.add(name);
          return new Verdict.Lacking(name);
        });
    return names;
  }

  /** The sets of methods of which one must pass, in the order of the rule. */
  default List<Set<String>> alternatives() {
    return switch (this) {
      case Method method -> List.of(Set.of(method.name()));
      case AnyOf any -> any.rules().stream().flatMap(r -> r.alternatives().stream()).toList();
      case AllOf all ->
          all.rules().stream()
              .map(AuthenticationRule::alternatives)
              .reduce(List.of(Set.of()), AuthenticationRule::each);
    };
  }

  /** Each set of the one list with each set of the other. */
  private static List<Set<String>> each(List<Set<String>> some, List<Set<String>> others) {
    return some.stream()
        .flatMap(
            one ->
                others.stream()
                    .map(
                        other ->
                            Stream.concat(one.stream(), other.stream())
                                .collect(
                                    Collectors.<String, Set<String>>toCollection(TreeSet::new))))
        .toList();
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
      throw new IllegalArgumentException("a list of rules is empty");
    }
    return List.copyOf(rules);
  }

  private static List<Verdict> outcomes(
      List<AuthenticationRule> rules, Function<String, Verdict> methods) {
    return rules.stream().map(rule -> rule.evaluate(methods)).toList();
  }

  private static Verdict all(List<Verdict> outcomes) {
    return first(outcomes, Verdict.Refused.class)
        .or(() -> first(outcomes, Verdict.Lacking.class))
        .orElseGet(() -> passed(outcomes));
  }

  private static Verdict any(List<Verdict> outcomes) {
    return first(outcomes, Verdict.Refused.class)
        .or(() -> first(outcomes, Verdict.Passed.class).map(one -> passed(outcomes)))
        .orElseGet(outcomes::getFirst);
  }

  private static Optional<Verdict> first(List<Verdict> outcomes, Class<? extends Verdict> kind) {
    return outcomes.stream().filter(kind::isInstance).findFirst();
  }

  /** The methods of all branches that passed. */
  private static Verdict passed(List<Verdict> outcomes) {
    Set<String> methods = new TreeSet<>();
    for (Verdict outcome : outcomes) {
      if (outcome instanceof Verdict.Passed passed) {
        methods.addAll(passed.methods());
      }
    }
    return new Verdict.Passed(methods);
  }
}
