package org.bailiwick.ars.records;

import java.util.Locale;

/** The state of a record. Only a listed record whose credential has not expired is shown. */
public enum AgentState {
  LISTED,
  EXPIRED,
  REVOKED,
  WITHDRAWN,
  /** An officer hides the agent, whatever it registers, until an officer releases it. */
  QUARANTINED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
