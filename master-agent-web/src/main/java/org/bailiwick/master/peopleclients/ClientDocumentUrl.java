package org.bailiwick.master.peopleclients;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.node.outbound.Origin;

/**
 * The URL of a client's metadata document, which is the client's id
 * (draft-ietf-oauth-client-id-metadata-document section 3): https, a path without {@code .} and
 * {@code ..}, neither user information nor fragment.
 *
 * <p>Texts are compared, so only one spelling of a URL is read: host in lower case, no port 443, no
 * percent-encoding. A query is refused too, which the draft advises against: each would be another
 * document to be fetched.
 */
record ClientDocumentUrl(String text) {

  /** The length of the column {@code client_id}. */
  static final int MAX_LENGTH = 512;

  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  /** The characters of a path segment (RFC 3986 section 3.3) except those of percent-encoding. */
  private static final String PATH = "/[A-Za-z0-9._~!$&'()*+,;=:@/-]*";

  private static final Pattern FORM =
      Pattern.compile("https://" + LABEL + "(?:\\." + LABEL + ")*(?::[1-9][0-9]{0,4})?" + PATH);

  private static final int HTTPS = 443;
  private static final int MAX_PORT = 0xffff;
  private static final List<String> DOTS = List.of(".", "..");

  /** The URL with this text; empty if the text is none in the form that the class describes. */
  static Optional<ClientDocumentUrl> find(String text) {
    return text.length() <= MAX_LENGTH && FORM.matcher(text).matches() && isSafe(URI.create(text))
        ? Optional.of(new ClientDocumentUrl(text))
        : Optional.empty();
  }

  private static boolean isSafe(URI uri) {
    return uri.getPort() != HTTPS
        && uri.getPort() <= MAX_PORT
        && Arrays.stream(uri.getRawPath().split("/", -1)).noneMatch(DOTS::contains)
        && hasOrigin(uri);
  }

  /** Not if the host is a number that some software reads as an address. */
  private static boolean hasOrigin(URI uri) {
    try {
      Origin.of(uri);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  URI uri() {
    return URI.create(text);
  }

  Origin origin() {
    return Origin.of(uri());
  }

  /** Whether this text, in a file, permits the other URL: all below it if it ends in a slash. */
  boolean covers(ClientDocumentUrl other) {
    return text.endsWith("/") ? other.text.startsWith(text) : other.text.equals(text);
  }
}
