package org.bailiwick.contract.identity;

import java.text.Normalizer;

/**
 * Names and short texts from outside that people read and that decide something: who asks, for
 * whom, in which role, what for. Two that look alike must not be two, and none may change how what
 * stands beside it is shown. The rules are those of PRECIS (RFC 8264 section 4.3, RFC 8266), but
 * nothing is mapped: what is not in the one form is refused.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Letters, marks, digits, and printable ASCII, in Unicode NFC, without spaces at either end: what
   * a certificate may name an owner or a principal.
   */
  public static boolean isName(String text, int most) {
    return isText(text, most) && text.codePoints().allMatch(PlainText::isNameCharacter);
  }

  /**
   * Also punctuation and symbols of all scripts, in Unicode NFC, without spaces at either end and
   * with no space but the ASCII one. Control, format (those of text direction among them), private
   * and unassigned characters are refused, and those that show nothing.
   */
  public static boolean isText(String text, int most) {
    return !text.isEmpty()
        && text.length() <= most
        && text.equals(text.strip())
        && text.codePoints().allMatch(PlainText::isShown)
        && Normalizer.isNormalized(text, Normalizer.Form.NFC);
  }

  private static boolean isNameCharacter(int codePoint) {
    return codePoint < 0x80 || Character.isLetterOrDigit(codePoint) || isMark(codePoint);
  }

  private static boolean isMark(int codePoint) {
    int kind = Character.getType(codePoint);
    return kind == Character.NON_SPACING_MARK || kind == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isShown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> !isIgnorable(codePoint);
    };
  }

  /**
   * Letters and marks that are not drawn (Default_Ignorable_Code_Point, which Java has no name
   * for): joiner, Hangul and Khmer fillers, variation selectors.
   */
  private static boolean isIgnorable(int codePoint) {
    return codePoint == 0x034f
        || codePoint == 0x115f
        || codePoint == 0x1160
        || codePoint == 0x17b4
        || codePoint == 0x17b5
        || (codePoint >= 0x180b && codePoint <= 0x180f)
        || codePoint == 0x3164
        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
        || codePoint == 0xffa0
        || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
  }
}
