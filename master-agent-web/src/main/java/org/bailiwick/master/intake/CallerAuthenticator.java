package org.bailiwick.master.intake;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.AuthenticationRule.Verdict;
import org.bailiwick.node.peer.VerifiedPeer;

/** Authenticates callers of one service by the rule of this service. */
public final class CallerAuthenticator {

  public static final String MTLS = "mtls";
  public static final String ACCESS_TOKEN = "access-token";

  /** The methods that a rule may name. */
  public static final Set<String> METHODS = Set.of(MTLS, ACCESS_TOKEN);

  private final Supplier<AuthenticationRule> rule;
  private final AccessTokens tokens;

  /** Throws an IllegalArgumentException for a rule that is empty or names an unknown method. */
  public CallerAuthenticator(String rule, AccessTokens tokens) {
    AuthenticationRule read = AuthenticationRule.parse(rule, METHODS);
    this.rule = () -> read;
    this.tokens = tokens;
  }

  /** Asks for the rule that is in force, for each request. */
  public CallerAuthenticator(
      ServiceRules rules, ServiceRules.ServiceName service, AccessTokens tokens) {
    this.rule = () -> rules.of(service);
    this.tokens = tokens;
  }

  /**
   * Returns the authenticated caller.
   *
   * @throws ProblemException peer-certificate-required or access-token-invalid (401) when a
   *     credential is missing; the method's own problem when a presented credential is invalid;
   *     policy-denied (403) for a peer that is no caller
   */
  public Caller authenticate(PresentedCredentials presented) {
    Evaluation evaluation = new Evaluation(presented);
    return evaluation.caller(requirePassed(evaluation));
  }

  /** Refuses a party that the rule refuses, as {@link #authenticate} does. */
  void requirePassed(PresentedCredentials presented) {
    requirePassed(new Evaluation(presented));
  }

  private Set<String> requirePassed(Evaluation evaluation) {
    return switch (rule.get().evaluate(evaluation::method)) {
      case Verdict.Passed passed -> passed.methods();
      case Verdict.Refused refused -> throw refused.reason();
      case Verdict.Lacking lacking -> throw missing(lacking.method());
    };
  }

  static ProblemException missing(String method) {
    return method.equals(MTLS)
        ? new ProblemException(
            ProblemType.PEER_CERTIFICATE_REQUIRED,
            "peer-certificate-required",
            "A client certificate is required.")
        : new ProblemException(
            ProblemType.ACCESS_TOKEN_INVALID, TOKEN_MISSING, "An access token is required.");
  }

  /** Check for a missing token. The challenge then has no error code (RFC 6750 section 3.1). */
  static final String TOKEN_MISSING = "access-token-missing";

  private final class Evaluation {
    private final PresentedCredentials presented;
    private Optional<AccessToken> token = Optional.empty();

    Evaluation(PresentedCredentials presented) {
      this.presented = presented;
    }

    Verdict method(String name) {
      try {
        return switch (name) {
          case MTLS -> passedIf(presented.peer().isPresent(), MTLS);
          case ACCESS_TOKEN -> accessToken();
          default -> new Verdict.Lacking(name);
        };
      } catch (ProblemException e) {
        return new Verdict.Refused(name, e);
      }
    }

    private Verdict accessToken() {
      Optional<String> compact = presented.bearerToken();
      if (compact.isEmpty()) {
        return new Verdict.Lacking(ACCESS_TOKEN);
      }
      // Access tokens are bound to a certificate, so a peer without certificate is refused.
      VerifiedPeer peer = presented.peer().orElseThrow(() -> missing(MTLS));
      token = Optional.of(tokens.verify(compact.get(), peer));
      return passedIf(true, ACCESS_TOKEN);
    }

    private static Verdict passedIf(boolean passed, String name) {
      return passed ? new Verdict.Passed(Set.of(name)) : new Verdict.Lacking(name);
    }

    Caller caller(Set<String> methods) {
      // No method tells who calls without a certificate yet.
      VerifiedPeer peer = presented.peer().orElseThrow(() -> missing(MTLS));
      return new Caller(CallerIdentity.of(peer), Set.copyOf(methods), token);
    }
  }
}
