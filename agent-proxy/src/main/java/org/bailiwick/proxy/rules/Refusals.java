package org.bailiwick.proxy.rules;

import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The refusals of the proxy. */
public final class Refusals {
  private Refusals() {}

  public static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  public static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  public static ProblemException tooManyCalls() {
    return new ProblemException(
            ProblemType.TOO_MANY_REQUESTS, "calls-at-once", "Too many calls at once")
        .after(Duration.ofSeconds(1));
  }

  public static ProblemException unavailable(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail, cause);
  }
}
