package org.bailiwick.master.intake;

import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The rules of the jobs resource: one for agents, one for the domain's own officers and auditors.
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

  /** Operators have no access tokens; what they may see or cancel is the decision port's word. */
  public Caller forReading(PresentedCredentials presented) {
    boolean operator =
        presented.peer().filter(p -> p.kind() == VerifiedPeer.Kind.OPERATOR).isPresent();
    return operator ? oversight.authenticate(presented) : jobs.authenticate(presented);
  }
}
