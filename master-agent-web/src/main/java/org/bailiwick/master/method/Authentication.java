package org.bailiwick.master.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.MethodResult.Passed;

/** The methods' results for one request; each method is asked once at most. */
public final class Authentication {

  private final List<AuthenticationMethod> methods;
  private final PresentedCredentials presented;
  private final Map<String, MethodResult> results = new LinkedHashMap<>();

  Authentication(List<AuthenticationMethod> methods, PresentedCredentials presented) {
    this.methods = methods;
    this.presented = presented;
  }

  /** The result of the method with this name. */
  public MethodResult result(String name) {
    return results.computeIfAbsent(name, asked -> look(method(asked)));
  }

  private MethodResult look(AuthenticationMethod method) {
    try {
      return method.check(presented);
    } catch (ProblemException e) {
      return new MethodResult.Refused(e);
    }
  }

  /** The refusal of a request that lacks this method's credential. */
  public ProblemException missing(String name) {
    return method(name).missing();
  }

  /**
   * Refuses an Authorization header whose scheme no method reads that was asked, if one of them
   * reads the header at all: the caller means a credential that nothing has checked.
   */
  public void requireReadScheme() {
    Set<String> read = new TreeSet<>();
    methods.stream()
        .filter(method -> results.containsKey(method.name()))
        .forEach(method -> read.addAll(method.schemes()));
    if (!read.isEmpty()
        && presented.scheme().filter(scheme -> !read.contains(scheme)).isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "authorization-scheme",
          "The Authorization scheme is not one that the rule of this service reads.");
    }
  }

  /**
   * Who calls, by these methods, which passed.
   *
   * @throws ProblemException policy-denied when a method passed for a party that is no caller
   *     ({@code peer-kind}), or when two name different callers or principals ({@code
   *     callers-differ}), whether or not the rule needed both
   */
  public CallerIdentity caller(Set<String> passed) {
    List<Passed> all = passed().toList();
    if (all.stream().anyMatch(each -> each.caller().isEmpty())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "peer-kind",
          "This operation does not serve this kind of peer.");
    }
    if (!all.stream().allMatch(one -> all.stream().allMatch(one::agreesWith))) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "callers-differ",
          "The request has credentials of different callers.");
    }
    return first(passed, Passed::caller)
        .orElseThrow(() -> new IllegalArgumentException("no method passed"));
  }

  /** For whom the caller calls, if one of these methods tells. */
  public Optional<String> principal(Set<String> passed) {
    return first(passed, Passed::principal);
  }

  /** The access token, if one of these methods has verified one. */
  public Optional<AccessToken> token(Set<String> passed) {
    return first(passed, Passed::token);
  }

  private Stream<Passed> passed() {
    return results.values().stream().filter(Passed.class::isInstance).map(Passed.class::cast);
  }

  private <T> Optional<T> first(Set<String> names, Function<Passed, Optional<T>> part) {
    return methods.stream()
        .map(AuthenticationMethod::name)
        .filter(names::contains)
        .map(results::get)
        .filter(Objects::nonNull)
        .filter(Passed.class::isInstance)
        .flatMap(result -> part.apply((Passed) result).stream())
        .findFirst();
  }

  private AuthenticationMethod method(String name) {
    return methods.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown method " + name));
  }
}
