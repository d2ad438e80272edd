package org.bailiwick.ars.history;

import java.util.Locale;

/** Why the state of a record changed. */
public enum Reason {
  /** The agent registered for the first time. */
  REGISTERED,
  /** The listed agent registered a newer credential. */
  RENEWED,
  /** The agent registered again after its listing had ended. */
  RETURNED,
  /** The credential expired. */
  EXPIRED,
  /** The credential was revoked. */
  REVOKED,
  /** The agent itself or an officer ended the listing. */
  WITHDRAWN,
  /** An officer put the agent into quarantine. */
  QUARANTINED,
  /** An officer ended the quarantine. */
  RELEASED,
  /** An officer brought the record from an export of the domain's registry. */
  IMPORTED;

  /** The reason as answers and rows have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
