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

/** The content of the text of an answer, whatever its encoding. */
final class AnswerText {
  private static final Pattern ESCAPED =
      Pattern.compile(
          "\\\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})|&#[xX]([0-9A-Fa-f]{1,4});|&#([0-9]{1,4});");

  /** Neither is part of a token (RFC 6750 section 2.1); a JSON text in UTF-16 is half NUL. */
  private static final Pattern FILLING = Pattern.compile("[\\\\\\x00]");

  /** Not the error {@code invalid_token}. */
  private static final String NAME =
      "(?i)(?:(?:access|(?<![a-z])id|refresh)[_-]?token|(?:client|device)[_-]?secret)";

  private static final Pattern NAMES = Pattern.compile(NAME);
  private static final Pattern ASSIGNS = Pattern.compile(NAME + "[\"']?\\s*[:=]");

  private AnswerText() {}

  /** Whether the text has the name of a token's member in it. */
  static boolean namesTokens(String text) {
    return NAMES.matcher(plain(text)).find();
  }

  /** Whether such a name has a value after it, as in forms, URLs, events of a stream. */
  static boolean assignsTokens(String text) {
    return ASSIGNS.matcher(plain(text)).find();
  }

  /** Whether one of these is in the text. */
  static boolean says(String text, Collection<String> secrets) {
    String plain = plain(text);
    return secrets.stream().anyMatch(secret -> text.contains(secret) || plain.contains(secret));
  }

  /**
   * The text with handles in the place of tokens.
   *
   * @param tokens to each token its handle
   * @throws ProblemException if one is there in another spelling
   */
  static String hidden(String text, Map<String, String> tokens) {
    String shown = text;
    for (Map.Entry<String, String> token : tokens.entrySet()) {
      shown = shown.replace(token.getKey(), token.getValue());
    }
    if (says(shown, tokens.keySet())) {
      throw withheld("The answer says a token back");
    }
    return shown;
  }

  static ProblemException withheld(String detail) {
    return Refusals.unavailable("answer-tokens", detail, null);
  }

  /** As it reads without the escapes of JSON, forms and HTML: {@code \\u005f}, {@code %5f}. */
  private static String plain(String text) {
    String decoded = ESCAPED.matcher(text).replaceAll(AnswerText::letter);
    return FILLING.matcher(decoded).replaceAll("");
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
