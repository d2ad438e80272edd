package org.bailiwick.master.intake;

import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The authentication rules of the jobs resource: a rule for agents, and another rule for the
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
   * Authenticates a caller that reads or cancels a job. Operators have no access tokens, so they
   * have a rule of their own; the decision point decides about the request.
   */
  public Caller forReading(PresentedCredentials presented) {
    boolean operator =
        presented.peer().filter(p -> p.kind() == VerifiedPeer.Kind.OPERATOR).isPresent();
    return operator ? oversight.authenticate(presented) : jobs.authenticate(presented);
  }
}
