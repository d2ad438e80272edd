package org.bailiwick.aca.ceremony.records;

import java.util.Arrays;
import java.util.Locale;

/** Whether a new key has to be published for the time of a {@link KeyPoll} before it signs. */
public enum Announcement {
  REQUIRED,
  /** Where the key before is lost, and waiting is worse than refusals by nodes. */
  WAIVED;

  /** Lower-case name in plan and record. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Announcement parse(String token) {
    return Arrays.stream(values())
        .filter(each -> each.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("required or waived is meant"));
  }
}
