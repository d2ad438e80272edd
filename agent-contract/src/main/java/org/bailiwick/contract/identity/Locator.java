package org.bailiwick.contract.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * The address at which an agent takes work: an absolute {@code https} URI of at most 2048 ASCII
 * characters, with a host in its one spelling, without user information, fragment or dot segments.
 * It is compared as text. Addresses at which only the machine's own network segment, nobody or many
 * can be reached are no places; loopback is one, for agents beside one another.
 */
public record Locator(URI uri) {
  private static final Pattern DOT_SEGMENT = Pattern.compile("(.*/)?\\.\\.?(/.*)?");
  private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]{1,2048}");

  public Locator {
    boolean plain = ASCII.matcher(uri.toString()).matches() && "https".equals(uri.getScheme());
    if (!plain || !isPlace(uri)) {
      throw Refusal.of(
          "locator-syntax",
          "A locator is an absolute https URI with a host in its plain spelling and no user,"
              + " fragment or dots");
    }
  }

  private static boolean isPlace(URI uri) {
    return uri.getHost() != null
        && NetworkHost.isPlace(uri.getHost())
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
