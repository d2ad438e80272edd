package org.bailiwick.master.intake;

import java.util.Optional;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The authentication rules of the jobs resource: a rule for callers, and another rule for the
 * domain's own officers and auditors.
 */
public final class JobCallerRules {

  private final CallerAuthenticator jobs;
  private final CallerAuthenticator oversight;

  public JobCallerRules(CallerAuthenticator jobs, CallerAuthenticator oversight) {
    this.jobs = jobs;
    this.oversight = oversight;
  }

  public Caller forJobs(PresentedCredentials presented) {
    return jobs.authenticate(presented);
  }

  /**
   * Authenticates a party that reads or cancels a job. Operators have no access tokens, so they
   * have a rule of their own; the decision point decides about the request.
   */
  public JobReader forReading(PresentedCredentials presented) {
    Optional<VerifiedPeer> operator =
        presented.peer().filter(peer -> peer.kind() == VerifiedPeer.Kind.OPERATOR);
    if (operator.isEmpty()) {
      return jobs.authenticate(presented);
    }
    oversight.requirePassed(presented);
    return new JobReader.Operator(operator.get());
  }
}
