package org.bailiwick.master.intake;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.journal.JobOwner;

/** An authenticated caller: who it is, the methods that passed, and its verified token, if any. */
public record Caller(
    CallerIdentity identity, Set<String> authenticatedBy, Optional<AccessToken> token)
    implements JobReader {

  /** The access token; a caller without one is refused with access-token-invalid. */
  public AccessToken requireToken() {
    return token.orElseThrow(() -> CallerAuthenticator.missing(CallerAuthenticator.ACCESS_TOKEN));
  }

  /** The owner of the jobs that this caller starts now; empty if it names no principal. */
  public Optional<JobOwner> owner() {
    return token.map(shown -> new JobOwner(identity, shown.subject()));
  }

  @Override
  public String name() {
    return identity.name();
  }

  @Override
  public boolean owns(JobOwner owner) {
    return owner().filter(owner::isSame).isPresent();
  }
}
