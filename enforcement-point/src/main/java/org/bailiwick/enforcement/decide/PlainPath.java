package org.bailiwick.enforcement.decide;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.policy.Entity;

/**
 * The path of a request as a resource that is in the paths above it. A path that a server could
 * read in another way than this one is none: with dot segments, empty segments, path parameters,
 * backslashes, or percent-encoding of anything that may stand plain or separates segments, or of
 * octets that are no UTF-8. Escapes have capital digits (RFC 3986 section 6.2.2.1), so that a path
 * has one name.
 */
final class PlainPath {

  /** The type of a path in the schema of an application. */
  static final String TYPE = "Path";

  private static final int LONGEST = 2048;
  private static final int MOST_SEGMENTS = 32;

  /** RFC 3986 section 3.3 without semicolon, and escapes of octets that are no plain character. */
  private static final Pattern PLAIN =
      Pattern.compile("/([A-Za-z0-9._~!$&'()*+,=:@/-]|%[8-9A-Fa-f][0-9A-Fa-f]|%20)*");

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private PlainPath() {}

  /** The resource for a request's target; empty if it is no plain path. */
  static Optional<Entity> find(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (path.length() > LONGEST || !PLAIN.matcher(path).matches()) {
      return Optional.empty();
    }
    String named = ESCAPE.matcher(path).replaceAll(hex -> hex.group().toUpperCase(Locale.ROOT));
    if (!isUtf8(named)) {
      return Optional.empty();
    }
    List<String> segments = List.of(named.substring(1).split("/", -1));
    boolean endsWithSlash = segments.getLast().isEmpty();
    List<String> names = endsWithSlash ? segments.subList(0, segments.size() - 1) : segments;
    if (names.size() > MOST_SEGMENTS
        || names.stream().anyMatch(name -> name.isEmpty() || isDots(name))) {
      return Optional.empty();
    }
    return Optional.of(entity(names, endsWithSlash && !names.isEmpty()));
  }

  /** Lenient servers read a long form of a slash or dot, such as %C0%AF, as one. */
  private static boolean isUtf8(String path) {
    ByteBuffer octets =
        ByteBuffer.wrap(
            URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1));
    try {
      CharBuffer unused = StandardCharsets.UTF_8.newDecoder().decode(octets);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean isDots(String name) {
    return name.equals(".") || name.equals("..");
  }

  private static Entity entity(List<String> names, boolean endsWithSlash) {
    Entity path = Entity.of(TYPE, "/");
    List<String> above = new ArrayList<>();
    for (String name : names) {
      above.add(name);
      path = Entity.of(TYPE, "/" + String.join("/", above)).in(path);
    }
    return endsWithSlash ? Entity.of(TYPE, path.id() + "/").in(path) : path;
  }
}
