package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CallerStatus;

/**
 * Tells why the jobs of a caller end at once: by the revocation view its credential is revoked, or
 * its partner's description allows nothing of it any more, or, for a service or device of this
 * domain, its file is gone or its certificate has expired.
 */
@Dependent
class CallerWatch implements Function<JobOwner, Optional<String>> {

  @Inject private CallerStatus status;

  @Override
  public Optional<String> apply(JobOwner owner) {
    return status.loss(owner.caller(), owner.principal());
  }
}
