package org.bailiwick.node.decision;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;

/** An obligation that {@link Gate} can fulfil. It permits nothing that has another obligation. */
enum Obligation {
  /** The log has a warning, so that operators see the permit without reading the audit log. */
  ALERT;

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isIn(Collection<String> obligations) {
    return obligations.contains(text());
  }

  static boolean areKnown(Collection<String> obligations) {
    return Stream.of(values()).map(Obligation::text).toList().containsAll(obligations);
  }
}
