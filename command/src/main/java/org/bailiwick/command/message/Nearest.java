package org.bailiwick.command.message;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody has probably meant. */
final class Nearest {

  /** More wrong letters than these of a short name make another name. */
  private static final int FEW = 2;

  private static final int LETTERS_A_FAULT = 3;

  private Nearest() {}

  /** The name with the fewest letters to insert, remove or replace; none if these are too many. */
  static Optional<String> of(String word, Collection<String> names) {
    int most = Math.max(FEW, word.length() / LETTERS_A_FAULT);
    return names.stream()
        .filter(name -> distance(word, name) <= most || isBeginning(word, name))
        .min(Comparator.comparingInt((String name) -> distance(word, name)).thenComparing(n -> n));
  }

  private static boolean isBeginning(String word, String name) {
    return word.replace("-", "").length() > FEW && name.startsWith(word);
  }

  /** Levenshtein's distance of two words. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int at = 1; at <= one.length(); at++) {
      int diagonal = row[0];
      row[0] = at;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (one.charAt(at - 1) == other.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
