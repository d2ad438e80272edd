package org.bailiwick.master.caller;

import java.util.Locale;

/** The kinds of callers, with the words by which rows name them. */
public enum CallerKind {
  AGENT,
  PERSON,
  SERVICE,
  DEVICE,
  CLIENT;

  /** The text in the database. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this text in the database. */
  public static CallerKind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
