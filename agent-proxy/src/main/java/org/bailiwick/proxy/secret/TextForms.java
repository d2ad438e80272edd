package org.bailiwick.proxy.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The forms in which a text can hold another one: the escapes of JSON, forms and HTML, base64 and
 * hexadecimal digits, up to three of them inside each other. Octets are shown as the characters of
 * ISO 8859-1.
 */
public final class TextForms {

  private static final int LEVELS = 3;

  /** The text of all forms together is at most this many times as long as the original. */
  private static final int GROWTH = 16;

  private static final int OFFSETS = 4;

  private static final Pattern ESCAPED =
      Pattern.compile(
          "\\\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})|&#[xX]([0-9A-Fa-f]{1,4});|&#([0-9]{1,4});");

  /**
   * Backslash and NUL, which no token contains (RFC 6750 section 2.1). ASCII text in UTF-16 has a
   * NUL for each character.
   */
  private static final Pattern IGNORED = Pattern.compile("[\\\\\\x00]");

  /** The line ends of a text, also those that are escaped in a JSON string. */
  private static final Pattern LINE_ENDS = Pattern.compile("\\\\[rn]|[\\r\\n\\t ]");

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}");
  private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){16,}");

  private TextForms() {}

  /** The text without the escapes of JSON, forms and HTML: {@code \\u005f}, {@code %5f}. */
  public static String plain(String text) {
    String decoded = ESCAPED.matcher(text).replaceAll(TextForms::letter);
    return IGNORED.matcher(decoded).replaceAll("");
  }

  private static String letter(MatchResult found) {
    int code =
        Stream.of(1, 2, 3)
            .map(group -> found.group((int) group))
            .filter(Objects::nonNull)
            .findFirst()
            .map(hex -> Integer.parseInt(hex, 16))
            .orElseGet(() -> Integer.parseInt(found.group(4)));
    return Matcher.quoteReplacement(String.valueOf((char) code));
  }

  /** The text and what it holds in these forms. */
  static Set<String> all(String text) {
    Set<String> found = new LinkedHashSet<>();
    long most = (long) GROWTH * Math.max(text.length(), 1024);
    List<String> level = List.of(octets(text));
    for (int depth = 0; depth < LEVELS && !level.isEmpty(); depth++) {
      List<String> next = new ArrayList<>();
      for (String each : level) {
        most -= each.length();
        if (most >= 0 && found.add(each)) {
          next.addAll(inside(each));
        }
      }
      level = next;
    }
    level.forEach(found::add);
    return found;
  }

  private static List<String> inside(String text) {
    List<String> inside = new ArrayList<>();
    String plain = plain(text);
    if (!plain.equals(text)) {
      inside.add(plain);
    }
    for (String each : new LinkedHashSet<>(List.of(text, LINE_ENDS.matcher(text).replaceAll("")))) {
      BASE64.matcher(each).results().forEach(run -> inside.addAll(base64(run.group())));
      HEX.matcher(each).results().forEach(run -> inside.add(hex(run.group())));
    }
    return inside;
  }

  /**
   * What a run of letters encodes, from each of the four places at which the encoding may begin.
   */
  private static List<String> base64(String run) {
    String standard = run.replace('-', '+').replace('_', '/');
    List<String> decoded = new ArrayList<>();
    for (int from = 0; from < OFFSETS; from++) {
      int length = (standard.length() - from) / OFFSETS * OFFSETS;
      decoded.add(
          latin(Base64.getDecoder().decode(standard.substring(from, from + length)))
              + rest(standard.substring(from + length)));
    }
    return decoded;
  }

  /** The last two or three letters of an encoding without padding. */
  private static String rest(String letters) {
    return letters.length() < 2 ? "" : latin(Base64.getDecoder().decode(letters));
  }

  private static String hex(String run) {
    return latin(HexFormat.of().parseHex(run));
  }

  private static String latin(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private static String octets(String text) {
    return latin(text.getBytes(StandardCharsets.UTF_8));
  }
}
