package org.bailiwick.policy.segment;

import java.util.Arrays;
import java.util.Locale;

/** What happens to flows of which an end is in no segment. */
public enum OutsideFlows {
  /** A member and who is outside do not reach each other; the rest is left alone. */
  DENY,
  /** They are left alone. */
  OPEN,
  /** Nothing passes but what is allowed, not even between two who are outside. */
  DROP;

  static OutsideFlows parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new SegmentsRefusedException("outside is deny, open or drop"));
  }
}
