package org.bailiwick.client.http;

import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;

/** Tells a refusal that a server has answered from one that this process has found itself. */
public final class ServerRefusal {
  static final String CHECK = "server-refused";

  /** The extension member with the {@code instance} of the server's problem (RFC 9457). */
  private static final String OCCURRENCE = "occurrence";

  private ServerRefusal() {}

  static ProblemException of(ProblemException refusal, String instance) {
    return instance.isEmpty() ? refusal : refusal.with(OCCURRENCE, instance);
  }

  /** Whether a server has answered this refusal. */
  public static boolean is(ProblemException refusal) {
    return refusal.check().equals(CHECK);
  }

  /** The URN by which the server's log names this occurrence, if the server gave one. */
  public static Optional<String> instance(ProblemException refusal) {
    return Optional.ofNullable(refusal.extensions().get(OCCURRENCE));
  }
}
