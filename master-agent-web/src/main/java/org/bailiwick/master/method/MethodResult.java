package org.bailiwick.master.method;

import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.caller.CallerIdentity;

/** What a method says of a request. */
public sealed interface MethodResult {

  /** The request does not present the method's credential. */
  record Lacking() implements MethodResult {}

  /** The credential is presented and invalid, or it cannot be known now whether it is valid. */
  record Refused(ProblemException reason) implements MethodResult {}

  /**
   * The credential is valid.
   *
   * @param caller whose credential it is; empty for a party that is no caller, such as an officer
   * @param principal for whom the caller calls, as {@code <issuer>#<subject>}, if it tells
   * @param token the access token, if it is one
   */
  record Passed(
      Optional<CallerIdentity> caller, Optional<String> principal, Optional<AccessToken> token)
      implements MethodResult {

    /** The result of a credential that names the caller and nothing else. */
    public static Passed of(Optional<CallerIdentity> caller) {
      return new Passed(caller, Optional.empty(), Optional.empty());
    }

    /** The result of an access token of this caller. */
    public static Passed of(CallerIdentity caller, AccessToken token) {
      return new Passed(Optional.of(caller), Optional.of(token.subject()), Optional.of(token));
    }

    /** Whether both name the same caller and, if both name one, the same principal and token. */
    boolean agreesWith(Passed other) {
      return caller.isPresent()
          && other.caller().filter(caller.get()::isSame).isPresent()
          && agree(principal, other.principal())
          && agree(token.map(AccessToken::jti), other.token().map(AccessToken::jti));
    }

    private static boolean agree(Optional<String> one, Optional<String> other) {
      return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
  }
}
