package org.bailiwick.command.enrolment;

import java.util.Arrays;
import java.util.Locale;

/** Attestors that the command line supports. */
enum AttestorKind {
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

  static AttestorKind parse(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no --attestor " + text));
  }
}
