package org.bailiwick.proxy.rules;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The target of a call: an https URI that all servers read in the same way. A path with
 * percent-encoding, dot segments or empty segments is refused and never normalised. Path parameters
 * are refused, because many servers remove them and then find dot segments: {@code /a/..;/b}.
 */
public record CallTarget(URI uri, String origin) {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,=:@-]+)*/?");
  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]{0,2048}");
  private static final int HTTPS = 443;
  private static final int MAX = 4096;

  public static CallTarget parse(String text) {
    if (text.length() > MAX) {
      throw refused();
    }
    try {
      URI uri = new URI(text);
      requirePlain(uri);
      return new CallTarget(uri, origin(uri));
    } catch (java.net.URISyntaxException e) {
      throw refused();
    }
  }

  /** Scheme, host and port in canonical form. */
  static String origin(URI uri) {
    int port = uri.getPort() == -1 ? HTTPS : uri.getPort();
    return "https://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static void requirePlain(URI uri) {
    String path = uri.getRawPath();
    boolean plain =
        "https".equals(uri.getScheme())
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && uri.getRawFragment() == null
            && path != null
            && PATH.matcher(path).matches()
            && !hasDotSegments(path)
            && (uri.getRawQuery() == null || QUERY.matcher(uri.getRawQuery()).matches());
    if (!plain) {
      throw refused();
    }
  }

  private static boolean hasDotSegments(String path) {
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  public String path() {
    return uri.getRawPath();
  }

  private static RuntimeException refused() {
    return Refusals.malformed(
        "call-url", "The url is not an https URL with a plain path and no user or fragment");
  }
}
