package org.bailiwick.contract.identity;

import java.util.regex.Pattern;

/**
 * A trust domain's name: at most 255 lower-case letters, digits, dots, dashes and underscores
 * (SPIFFE-ID section 2.1).
 */
public record TrustDomain(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,255}");

  public TrustDomain {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.of("trust-domain-syntax", "A trust domain is 1 to 255 of a-z 0-9 . _ -");
    }
  }

  public static TrustDomain parse(String text) {
    return new TrustDomain(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
