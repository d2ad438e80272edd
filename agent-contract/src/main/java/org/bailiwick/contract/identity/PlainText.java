package org.bailiwick.contract.identity;

import java.text.Normalizer;

/**
 * Checks names and short texts from outside on which people and policies base decisions. Two
 * different texts must not look alike, and no text may change how its neighbours are displayed. The
 * rules follow PRECIS (RFC 8264 section 4.3, RFC 8266), but a text that is not in canonical form is
 * refused, not converted.
 */
public final class PlainText {
  private PlainText() {}

  /**
   * Whether the text may name an owner or a principal in a certificate: it has letters, marks,
   * digits and printable ASCII only, is in Unicode NFC, and has no space at either end.
   */
  public static boolean isName(String text, int maxLength) {
    return isText(text, maxLength) && text.codePoints().allMatch(PlainText::isNameCharacter);
  }

  /**
   * Whether the text is a name that may also have punctuation and symbols of all scripts. The only
   * space is the ASCII space, and not at either end. Control, format (including text direction),
   * private-use, unassigned, invisible and blank characters are refused, and so is a mark at the
   * begin, which would be shown on the text before.
   */
  public static boolean isText(String text, int maxLength) {
    return !text.isEmpty()
        && text.length() <= maxLength
        && text.equals(text.strip())
        && text.codePoints().allMatch(PlainText::isShown)
        && !isCombining(text.codePointAt(0))
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
      default -> !isIgnorable(codePoint) && !isBlank(codePoint);
    };
  }

  private static boolean isCombining(int codePoint) {
    return isMark(codePoint) || Character.getType(codePoint) == Character.ENCLOSING_MARK;
  }

  /**
   * Whether the character is a letter, mark or symbol without ink: Braille pattern blank, the full
   * and half blank of Egyptian hieroglyphs, the filler of Khitan small script, the null notehead,
   * and the object replacement character. Unicode has no property for them.
   */
  private static boolean isBlank(int codePoint) {
    return codePoint == 0x2800
        || codePoint == 0xfffc
        || codePoint == 0x13441
        || codePoint == 0x13442
        || codePoint == 0x16fe4
        || codePoint == 0x1d159;
  }

  /**
   * Whether the character is an invisible letter or mark: joiner, Hangul and Khmer fillers,
   * variation selectors. Unicode calls this property Default_Ignorable_Code_Point; Java has no
   * method for it.
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
