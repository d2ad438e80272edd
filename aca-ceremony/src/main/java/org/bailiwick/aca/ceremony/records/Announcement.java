package org.bailiwick.aca.ceremony.records;

import java.util.Arrays;
import java.util.Locale;

/** Whether a new key has to be published for the time of a {@link KeyPoll} before it signs. */
public enum Announcement {
  REQUIRED,
  /** For the case that the earlier key is lost and nodes may refuse the new key for a while. */
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
