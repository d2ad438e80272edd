package org.bailiwick.command.enrolment;

import java.util.Arrays;
import java.util.Locale;

/** Kinds of initial trust that the command line can bring. */
enum AnchorKind {
  IDEVID,
  OIDC_TOKEN,
  AWS_DOCUMENT,
  AZURE_DOCUMENT,
  JOIN_TOKEN,
  TPM,
  CONTAINER,
  HSM_KEY;

  /** As profiles and evidence items have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static AnchorKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no --anchor " + text));
  }
}
