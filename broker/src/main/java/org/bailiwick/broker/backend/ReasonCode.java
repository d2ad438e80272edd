package org.bailiwick.broker.backend;

import java.util.regex.Pattern;

/** The form of a reason, which keeps text of a back end out of it. */
final class ReasonCode {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private ReasonCode() {}

  static void require(String reason) {
    if (!FORM.matcher(reason).matches()) {
      throw new IllegalArgumentException("A reason is not a code in kebab case");
    }
  }
}
