package org.bailiwick.master.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person decides. The first two are about a step before its release, the others after. */
public enum Choice {
  APPROVE,
  DENY,
  /** The work was done, and this was its output. */
  HAPPENED,
  /** The work was not done, so the order may be sent again. */
  NOT_HAPPENED,
  /** Nobody finds out; the step ends without a result. */
  GIVE_UP;

  /** Whether an order is sent, or a result taken, on the word of who has decided so. */
  boolean isRelied() {
    return switch (this) {
      case APPROVE, HAPPENED, NOT_HAPPENED -> true;
      case DENY, GIVE_UP -> false;
    };
  }

  /** The text in requests, rows and answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Choice> find(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  static Choice of(String text) {
    return find(text).orElseThrow(() -> new IllegalStateException("an unknown decision"));
  }
}
