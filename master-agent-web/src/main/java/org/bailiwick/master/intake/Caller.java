package org.bailiwick.master.intake;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.method.AccessTokenMethod;

/**
 * An authenticated caller: who it is, for whom it calls, the methods that passed, and its verified
 * access token, if any.
 *
 * @param principal as {@code <issuer>#<subject>}; empty if no method told
 */
public record Caller(
    CallerIdentity identity,
    Optional<String> principal,
    Set<String> authenticatedBy,
    Optional<AccessToken> token)
    implements JobReader {

  /** The access token; a caller without one is refused with access-token-invalid. */
  public AccessToken requireToken() {
    return token.orElseThrow(AccessTokenMethod::required);
  }

  /** The owner of the jobs that this caller starts now; empty if it names no principal. */
  public Optional<JobOwner> owner() {
    return principal.map(named -> new JobOwner(identity, named));
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
