package org.bailiwick.master.dpop;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a proof is for: the method of HTTP, and the URI of the request without query and fragment.
 * URIs are compared after normalisation by syntax and scheme (RFC 3986 sections 6.2.2 and 6.2.3).
 */
public record RequestTarget(String method, String uri) {

  private static final int MAX_LENGTH = 4096;
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
  private static final int HEX = 16;

  /** Whether this text, of the claim {@code htu}, means the URI. */
  boolean isAt(String htu) {
    Optional<String> own = normal(uri);
    return own.isPresent() && own.equals(normal(htu));
  }

  /** The normal form of an http or https URI with a host; empty for any other text. */
  static Optional<String> normal(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      URI parsed = new URI(text);
      if (parsed.getScheme() == null
          || parsed.getHost() == null
          || parsed.getRawUserInfo() != null) {
        return Optional.empty();
      }
      String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
      int usual = scheme.equals("https") ? 443 : 80;
      boolean isHttp = scheme.equals("https") || scheme.equals("http");
      int port = parsed.getPort() < 0 ? usual : parsed.getPort();
      return isHttp
          ? Optional.of(
              scheme
                  + "://"
                  + parsed.getHost().toLowerCase(Locale.ROOT)
                  + ":"
                  + port
                  + path(parsed))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String path(URI uri) {
    String path = decoded(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    StringBuilder normal = new StringBuilder();
    String[] segments = path.substring(1).split("/", -1);
    for (int at = 0; at < segments.length; at++) {
      boolean isLast = at == segments.length - 1;
      switch (segments[at]) {
        case "." -> normal.append(isLast ? "/" : "");
        case ".." -> {
          normal.setLength(Math.max(0, normal.lastIndexOf("/")));
          normal.append(isLast ? "/" : "");
        }
        default -> normal.append('/').append(segments[at]);
      }
    }
    return normal.toString();
  }

  /** Encoded letters that need no encoding are decoded, other encodings are in capitals. */
  private static String decoded(String path) {
    Matcher each = ENCODED.matcher(path);
    StringBuilder all = new StringBuilder();
    while (each.find()) {
      String letter = String.valueOf((char) Integer.parseInt(each.group(1), HEX));
      boolean isPlain = UNRESERVED.matcher(letter).matches();
      each.appendReplacement(
          all, Matcher.quoteReplacement(isPlain ? letter : each.group().toUpperCase(Locale.ROOT)));
    }
    return each.appendTail(all).toString();
  }
}
