package org.bailiwick.master.intake;

import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.intake.AuthenticationRule.Verdict;
import org.bailiwick.master.method.Authentication;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;

/** Authenticates callers of one service by the rule of this service. */
public final class CallerAuthenticator {

  private final Supplier<AuthenticationRule> rule;
  private final AuthenticationMethods methods;

  /** Throws an IllegalArgumentException for a rule that is empty or names an unknown method. */
  public CallerAuthenticator(String rule, AuthenticationMethods methods) {
    AuthenticationRule read = AuthenticationRule.parse(rule, methods.names());
    this.rule = () -> read;
    this.methods = methods;
  }

  /** Asks for the rule that is in force, for each request. */
  public CallerAuthenticator(
      ServiceRules rules, ServiceRules.ServiceName service, AuthenticationMethods methods) {
    this.rule = () -> rules.of(service);
    this.methods = methods;
  }

  /**
   * Returns the authenticated caller.
   *
   * @throws ProblemException the method's own problem when its credential is missing or invalid,
   *     such as peer-certificate-required or access-token-invalid (401); policy-denied (403) for a
   *     peer that is no caller, and for credentials of different callers
   */
  public Caller authenticate(PresentedCredentials presented) {
    Authentication looked = methods.of(presented);
    Set<String> passed = requirePassed(looked);
    return new Caller(
        looked.caller(passed), looked.principal(passed), Set.copyOf(passed), looked.token(passed));
  }

  /** Refuses a party that the rule refuses, as {@link #authenticate} does. */
  void requirePassed(PresentedCredentials presented) {
    requirePassed(methods.of(presented));
  }

  private Set<String> requirePassed(Authentication looked) {
    Verdict verdict = rule.get().evaluate(name -> verdict(name, looked.result(name)));
    if (verdict instanceof Verdict.Refused refused) {
      throw refused.reason();
    }
    looked.requireReadScheme();
    return switch (verdict) {
      case Verdict.Passed passed -> passed.methods();
      case Verdict.Refused refused -> throw refused.reason();
      case Verdict.Lacking lacking -> throw looked.missing(lacking.method());
    };
  }

  private static Verdict verdict(String method, MethodResult result) {
    return switch (result) {
      case MethodResult.Passed passed -> new Verdict.Passed(Set.of(method));
      case MethodResult.Lacking lacking -> new Verdict.Lacking(method);
      case MethodResult.Refused refused -> new Verdict.Refused(method, refused.reason());
    };
  }
}
