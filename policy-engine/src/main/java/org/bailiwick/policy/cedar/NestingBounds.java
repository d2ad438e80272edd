package org.bailiwick.policy.cedar;

/**
 * Bounds how deeply a text nests before Cedar reads it: Cedar's parser is native code that calls
 * itself for each level, and a text that nests too deeply would end the process (threat 62).
 */
final class NestingBounds {
  /**
   * On the stack of a thread of 512 KiB, 50 brackets end the process; no policy needs half of it.
   */
  private static final int MOST_BRACKETS = 25;

  /** Operators of one policy; each of a chain is a level, too. */
  private static final int MOST_OPERATORS = 300;

  private int brackets;
  private int operators;

  private NestingBounds() {}

  /**
   * Requires that a text of policies or of a schema is within the bounds.
   *
   * @throws UnreadablePolicyException if brackets nest too deeply, or a policy has too many
   *     operators
   */
  static void require(String text) throws UnreadablePolicyException {
    NestingBounds bounds = new NestingBounds();
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '"') {
        at = afterString(text, at);
      } else if (text.startsWith("//", at)) {
        at = afterLine(text, at);
      } else {
        bounds.count(text, at, next);
        at++;
      }
    }
  }

  private void count(String text, int at, char next) throws UnreadablePolicyException {
    switch (next) {
      case '(', '[', '{' -> brackets++;
      case ')', ']', '}' -> brackets--;
      case ';' -> operators = 0;
      case '&', '|', '+', '-', '*', '!', '.', '<', '>', '=' -> operators++;
      case 'f' -> operators += text.startsWith("if", at - 1) ? 1 : 0;
      default -> {
        // Names and numbers do not nest.
      }
    }
    if (brackets > MOST_BRACKETS) {
      throw new UnreadablePolicyException("nests deeper than " + MOST_BRACKETS + " brackets");
    }
    if (operators > 2 * MOST_OPERATORS) { // && and || are two characters each
      throw new UnreadablePolicyException(
          "has a policy with more than " + MOST_OPERATORS + " operators");
    }
  }

  private static int afterString(String text, int begin) {
    int at = begin + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static int afterLine(String text, int begin) {
    int end = text.indexOf('\n', begin);
    return end < 0 ? text.length() : end;
  }
}
