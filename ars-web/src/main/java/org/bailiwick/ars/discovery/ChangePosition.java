package org.bailiwick.ars.discovery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The position of a reader in the registry's changes. Its text is {@code mark.revision}, and until
 * the first reading is complete {@code mark.revision.base}; the reader sends it back unchanged.
 *
 * @param mark tells revisions of this database from those of an earlier copy of it
 * @param revision number of the last change that the reader has
 * @param base the revision at which its first reading began; 0 when that reading is complete
 */
public record ChangePosition(String mark, long revision, long base) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{16})\\.([0-9]{1,18})(?:\\.([1-9][0-9]{0,17}))?");

  /** Reads what {@link #toString} wrote. */
  public static ChangePosition parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "changes-after",
          "after is not the position of a page of changes; begin without it");
    }
    long base = Optional.ofNullable(parts.group(3)).map(Long::parseLong).orElse(0L);
    return new ChangePosition(parts.group(1), Long.parseLong(parts.group(2)), base);
  }

  static ChangePosition begin(String mark, long present) {
    return new ChangePosition(mark, 0, present);
  }

  /** The position after a page that others follow. */
  ChangePosition at(long last) {
    return new ChangePosition(mark, last, base);
  }

  /** The position of a reader that has all changes up to this number. */
  ChangePosition complete(long last) {
    return new ChangePosition(mark, last, 0);
  }

  @Override
  public String toString() {
    return mark + "." + revision + (base > 0 ? "." + base : "");
  }
}
