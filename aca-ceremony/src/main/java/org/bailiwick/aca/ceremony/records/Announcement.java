package org.bailiwick.aca.ceremony.records;

import java.util.Arrays;
import java.util.Locale;

/** Whether a new key has to be published for the period of its {@link KeyPoll} before it signs. */
public enum Announcement {
  REQUIRED,
  /** The earlier key is lost; nodes may refuse the new key for a while. */
  WAIVED;

  /** The lower-case name, for the plan and the record. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Announcement parse(String token) {
    return Arrays.stream(values())
        .filter(each -> each.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be required or waived"));
  }
}
