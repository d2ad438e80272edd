package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CallerStatus;

/** Tells, by the revocation view, whether the credential of a job's caller is revoked. */
@Dependent
class CallerWatch implements Predicate<JobOwner> {

  @Inject private CallerStatus status;

  @Override
  public boolean test(JobOwner owner) {
    return status.isRevoked(owner.caller());
  }
}
