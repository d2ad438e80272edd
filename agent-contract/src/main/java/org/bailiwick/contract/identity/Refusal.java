package org.bailiwick.contract.identity;

import java.text.Normalizer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The refusal of outside text by this package's parsers, and the text rule that several of them
 * share.
 */
final class Refusal {
  private Refusal() {}

  static ProblemException of(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  /**
   * Free text that people read and that is compared exactly: letters, marks, digits and printable
   * ASCII in Unicode NFC, no controls, no space at either end. Format characters and private use
   * are refused: they do not show.
   */
  static boolean isPlainText(String text, int maxLength) {
    return !text.isEmpty()
        && text.length() <= maxLength
        && text.equals(text.strip())
        && Normalizer.isNormalized(text, Normalizer.Form.NFC)
        && text.codePoints().allMatch(Refusal::isPlain);
  }

  private static boolean isPlain(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint >= 0x20 && codePoint < 0x7f;
    }
    return Character.isLetterOrDigit(codePoint) || isMark(codePoint);
  }

  private static boolean isMark(int codePoint) {
    int kind = Character.getType(codePoint);
    return kind == Character.NON_SPACING_MARK || kind == Character.COMBINING_SPACING_MARK;
  }
}
