package org.bailiwick.contract.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * The address at which an agent receives calls: an absolute {@code https} URI of at most 2048 ASCII
 * characters with a canonical host and without user information, fragment or dot segments. Locators
 * are compared as text. The host may not be a link-local, multicast, unspecified or reserved
 * address. A loopback address is allowed, so that agents on one machine can call each other.
 */
public record Locator(URI uri) {
  private static final Pattern DOT_SEGMENT = Pattern.compile("(.*/)?\\.\\.?(/.*)?");
  private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]{1,2048}");

  public Locator {
    boolean plain = ASCII.matcher(uri.toString()).matches() && "https".equals(uri.getScheme());
    if (!plain || !isCallable(uri)) {
      throw Refusal.of(
          "locator-syntax",
          "A locator is an absolute https URI with a canonical host and without user information,"
              + " fragment or dot segments");
    }
  }

  private static boolean isCallable(URI uri) {
    return uri.getHost() != null
        && NetworkHost.isCallable(uri.getHost())
        && !uri.getRawAuthority().endsWith(":")
        && uri.getPort() <= 65_535
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && !DOT_SEGMENT.matcher(uri.getRawPath()).matches();
  }

  public static Locator parse(String text) {
    try {
      return new Locator(new URI(text));
    } catch (URISyntaxException e) {
      throw Refusal.of("locator-syntax", "The locator is not a URI");
    }
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
