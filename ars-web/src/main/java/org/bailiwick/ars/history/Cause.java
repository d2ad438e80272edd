package org.bailiwick.ars.history;

import org.bailiwick.contract.identity.SpiffeId;

/**
 * What changed the state of a record.
 *
 * @param text the words of who changed it, at most 500 characters; empty if there are none
 * @param by the SPIFFE id of who changed it; empty if the registry itself did
 */
public record Cause(Reason reason, String text, String by) {

  /** The registry itself changed the record. */
  public static Cause of(Reason reason) {
    return new Cause(reason, "", "");
  }

  /** The registry changed the record for a reason that it was told. */
  public static Cause of(Reason reason, String text) {
    return new Cause(reason, text, "");
  }

  /** This peer changed the record. */
  public static Cause of(Reason reason, SpiffeId by) {
    return new Cause(reason, "", by.toString());
  }
}
