package org.bailiwick.proxy.call;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.Refusals;

/** Searches the text of an answer for tokens, also in encoded form. */
final class AnswerText {
  private static final Pattern ESCAPED =
      Pattern.compile(
          "\\\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})|&#[xX]([0-9A-Fa-f]{1,4});|&#([0-9]{1,4});");

  /**
   * Backslash and NUL, which no token contains (RFC 6750 section 2.1). ASCII text in UTF-16 has a
   * NUL for each character.
   */
  private static final Pattern IGNORED = Pattern.compile("[\\\\\\x00]");

  /** The names of members that hold tokens. The error {@code invalid_token} does not match. */
  private static final String TOKEN_NAME =
      "(?i)(?:(?:access|(?<![a-z])id|refresh)[_-]?token|(?:client|device)[_-]?secret)";

  private static final Pattern TOKEN_NAMES = Pattern.compile(TOKEN_NAME);
  private static final Pattern ASSIGNS = Pattern.compile(TOKEN_NAME + "[\"']?\\s*[:=]");

  private AnswerText() {}

  /** Whether the text contains a name of members that hold tokens. */
  static boolean namesTokens(String text) {
    return TOKEN_NAMES.matcher(plain(text)).find();
  }

  /** Whether a value follows the name of a token's member, as in forms, URLs and event streams. */
  static boolean assignsTokens(String text) {
    return ASSIGNS.matcher(plain(text)).find();
  }

  /** Whether the text contains one of these secrets. */
  static boolean containsSecret(String text, Collection<String> secrets) {
    String plain = plain(text);
    return secrets.stream().anyMatch(secret -> text.contains(secret) || plain.contains(secret));
  }

  /**
   * The text with handles in place of tokens.
   *
   * @param tokens the handle of each token
   * @throws ProblemException if the text contains a token in another encoding
   */
  static String hidden(String text, Map<String, String> tokens) {
    String shown = text;
    for (Map.Entry<String, String> token : tokens.entrySet()) {
      shown = shown.replace(token.getKey(), token.getValue());
    }
    if (containsSecret(shown, tokens.keySet())) {
      throw withheld("The answer contains a token in another encoding");
    }
    return shown;
  }

  static ProblemException withheld(String detail) {
    return Refusals.unavailable("answer-tokens", detail, null);
  }

  /** The text without the escapes of JSON, forms and HTML: {@code \\u005f}, {@code %5f}. */
  private static String plain(String text) {
    String decoded = ESCAPED.matcher(text).replaceAll(AnswerText::letter);
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
}
