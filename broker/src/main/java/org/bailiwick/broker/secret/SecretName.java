package org.bailiwick.broker.secret;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The name of a secret: at most 63 of a-z, 0-9, dot, underscore and hyphen. */
public record SecretName(String text) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public SecretName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "A secret's name is 1 to 63 of a-z, 0-9, dot, underscore and hyphen, and begins with a"
              + " letter or digit");
    }
  }

  /** What is authenticated with the secret, so that its row is of no use under another name. */
  byte[] context() {
    return ("broker-secret " + text).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text;
  }
}
