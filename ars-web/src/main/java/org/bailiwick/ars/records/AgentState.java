package org.bailiwick.ars.records;

import java.util.Locale;

/** The state of a record. Only a listed record whose credential has not expired is shown. */
public enum AgentState {
  LISTED,
  EXPIRED,
  REVOKED,
  WITHDRAWN;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
