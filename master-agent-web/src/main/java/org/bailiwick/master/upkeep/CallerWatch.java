package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.node.peer.RevocationState;

/** Tells, by the revocation view, whether the credential of a job's caller is revoked. */
@Dependent
class CallerWatch implements Predicate<JobOwner> {

  @Inject private CredentialStates credentials;

  @Override
  public boolean test(JobOwner owner) {
    return credentials.ofCaller(SpiffeId.parse(owner.caller()), owner.certificate())
        instanceof RevocationState.Revoked;
  }
}
