package org.bailiwick.master.reportedfact;

import java.util.Locale;

/** What a fact is about. */
public enum FactKind {
  /** The risk of a caller, a person or a partner's domain. */
  RISK,
  /** The result of the attestation of a partner's agent. */
  APPRAISAL,
  /** That something about the subject has changed, so that what it was granted is decided again. */
  CHANGE;

  /** The text in the database. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
