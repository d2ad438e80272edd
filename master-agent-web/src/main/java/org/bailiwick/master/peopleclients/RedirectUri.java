package org.bailiwick.master.peopleclients;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.node.outbound.Origin;

/**
 * A redirect URI of a client: https, or http at a loopback address. Another one equals it only as
 * text (RFC 9700 section 2.1); at a loopback address the port may differ, since a program on a
 * desktop takes a free one (RFC 8252 section 7.3).
 */
public final class RedirectUri {

  /** Check of a redirect URI that is none of the client's. */
  static final String CHECK = "redirect-uri";

  private static final int MAX_LENGTH = 2048;
  private static final List<String> LOOPBACK = List.of("http://127.0.0.1", "http://[::1]");
  private static final Pattern PORT = Pattern.compile("^:[1-9][0-9]{0,4}(?=/|\\?|$)");

  private final String text;

  private RedirectUri(String text) {
    this.text = text;
  }

  /**
   * The URI with this text.
   *
   * @throws IllegalArgumentException with the rule that the text breaks
   */
  static RedirectUri parse(String text) {
    URI uri = uri(text);
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "a redirect URI has a host, and neither user information nor a fragment");
    }
    if (!"https".equals(uri.getScheme()) && withoutPort(text).isEmpty()) {
      throw new IllegalArgumentException(
          "a redirect URI is https, or http at 127.0.0.1 or [::1] (RFC 8252 section 8.3)");
    }
    return new RedirectUri(text);
  }

  private static URI uri(String text) {
    try {
      if (text.length() <= MAX_LENGTH) {
        return new URI(text);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a redirect URI is a URI", e);
    }
    throw new IllegalArgumentException("a redirect URI has at most 2048 characters");
  }

  /** Whether this other text means the same place of the client. */
  boolean matches(String other) {
    if (other.equals(text)) {
      return true;
    }
    Optional<String> own = withoutPort(text);
    return own.isPresent() && other.length() <= MAX_LENGTH && own.equals(withoutPort(other));
  }

  /**
   * The origin; empty at a loopback address.
   *
   * @throws IllegalArgumentException when the host is a number but no plain address
   */
  Optional<Origin> origin() {
    return withoutPort(text).isPresent() ? Optional.empty() : Optional.of(Origin.of(uri(text)));
  }

  /** A text at a loopback address, without its port; empty for every other text. */
  private static Optional<String> withoutPort(String text) {
    return LOOPBACK.stream()
        .filter(text::startsWith)
        .filter(origin -> isEnd(text.substring(origin.length())))
        .map(origin -> origin + PORT.matcher(text.substring(origin.length())).replaceFirst(""))
        .findFirst();
  }

  /** Whether the host ends here, so that the text is not of {@code 127.0.0.1.example}. */
  private static boolean isEnd(String rest) {
    return rest.isEmpty()
        || rest.startsWith("/")
        || rest.startsWith("?")
        || PORT.matcher(rest).find();
  }

  @Override
  public String toString() {
    return text;
  }
}
