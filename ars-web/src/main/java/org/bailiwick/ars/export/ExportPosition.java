package org.bailiwick.ars.export;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * How far a reader has come.
 *
 * @param epoch of the registry's changes and of the agreement; with another one a reader begins
 *     anew
 * @param revision the number of the last change that the reader has
 * @param base the revision at which it began
 */
record ExportPosition(String epoch, long revision, long base) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{16})\\.(\\d{1,18})\\.(\\d{1,18})");

  static ExportPosition begin(String epoch, long present) {
    return new ExportPosition(epoch, 0, present);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws ProblemException malformed-request
   */
  static ExportPosition parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "export-position",
          "after must be the position of a page of this registry");
    }
    return new ExportPosition(
        parts.group(1), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
  }

  ExportPosition at(long reached) {
    return new ExportPosition(epoch, reached, base);
  }

  @Override
  public String toString() {
    return epoch + "." + revision + "." + base;
  }
}
