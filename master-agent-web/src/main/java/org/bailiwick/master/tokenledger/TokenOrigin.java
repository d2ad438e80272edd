package org.bailiwick.master.tokenledger;

import java.util.Optional;
import org.bailiwick.master.caller.CallerIdentity;

/**
 * The ancestors of a token: the token or the grant that it came from, and the caller. An access
 * token that an agent of this domain asked for by itself has neither.
 */
public record TokenOrigin(
    Optional<String> parent, Optional<GrantOrigin> grant, CallerIdentity caller) {

  /** The origin of a token of this caller that came from a grant. */
  public static TokenOrigin of(GrantOrigin grant, CallerIdentity caller) {
    return new TokenOrigin(Optional.empty(), Optional.of(grant), caller);
  }

  /** The origin of a token that this caller asked for by itself, without a grant. */
  public static TokenOrigin of(CallerIdentity caller) {
    return new TokenOrigin(Optional.empty(), Optional.empty(), caller);
  }

  /** The origin of a token of this caller that came from another token. */
  public static TokenOrigin of(String parent, CallerIdentity caller) {
    return new TokenOrigin(Optional.of(parent), Optional.empty(), caller);
  }
}
