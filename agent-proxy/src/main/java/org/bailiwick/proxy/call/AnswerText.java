package org.bailiwick.proxy.call;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.secret.TextForms;

/** Searches the text of an answer for tokens, also in encoded form. */
final class AnswerText {
  /** The names of members that hold tokens. The error {@code invalid_token} does not match. */
  private static final String TOKEN_NAME =
      "(?i)(?:(?:access|(?<![a-z])id|refresh)[_-]?token|(?:client|device)[_-]?secret)";

  private static final Pattern TOKEN_NAMES = Pattern.compile(TOKEN_NAME);
  private static final Pattern ASSIGNS = Pattern.compile(TOKEN_NAME + "[\"']?\\s*[:=]");

  private AnswerText() {}

  /** Whether the text contains a name of members that hold tokens. */
  static boolean namesTokens(String text) {
    return TOKEN_NAMES.matcher(TextForms.plain(text)).find();
  }

  /** Whether a value follows the name of a token's member, as in forms, URLs and event streams. */
  static boolean assignsTokens(String text) {
    return ASSIGNS.matcher(TextForms.plain(text)).find();
  }

  /** Whether the text contains one of these secrets. */
  static boolean containsSecret(String text, Collection<String> secrets) {
    String plain = TextForms.plain(text);
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
}
