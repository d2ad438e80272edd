package org.bailiwick.master.tokenledger;

import java.util.Optional;

/**
 * The ancestors of a token: the token or the grant that it came from, and the caller with its
 * credential's serial number in hex.
 */
public record TokenOrigin(
    Optional<String> parent, Optional<GrantOrigin> grant, String caller, String callerSerial) {

  /** The origin of a token of this caller that came from a grant. */
  public static TokenOrigin of(GrantOrigin grant, String caller, String callerSerial) {
    return new TokenOrigin(Optional.empty(), Optional.of(grant), caller, callerSerial);
  }

  /** The origin of a token of this caller that came from another token. */
  public static TokenOrigin of(String parent, String caller, String callerSerial) {
    return new TokenOrigin(Optional.of(parent), Optional.empty(), caller, callerSerial);
  }
}
