package org.bailiwick.master.risk;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The levels of risk, from the least on. CAEP 1.0 section 3.8 has all but the first. */
public enum RiskLevel {
  NONE,
  LOW,
  MEDIUM,
  HIGH;

  /** The word by which policies, lists and the database name the level. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The level with this name. */
  static Optional<RiskLevel> find(String text) {
    return Stream.of(values()).filter(level -> level.text().equals(text)).findFirst();
  }
}
