package org.bailiwick.ars.search.wanted;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The versions of a capability that a search accepts. The text is {@code any}, a number such as
 * {@code 3}, or one or two bounds such as {@code >=2} and {@code >=2 <4}.
 *
 * @param least the lowest version, included
 * @param most the highest version, included
 * @param named the version that is nearest to what was asked for: the number itself, else the
 *     lowest version of a range that has a lower bound, else the highest; empty for {@code any}
 */
public record VersionRange(int least, int most, OptionalInt named) {
  private static final String ANY = "any";
  private static final String NUMBER = "([1-9][0-9]{0,8})";
  private static final Pattern EXACT = Pattern.compile(NUMBER);
  private static final Pattern BOUNDS =
      Pattern.compile("(?:>=" + NUMBER + ")?( )?(?:<(=)?" + NUMBER + ")?");

  /** Every version. */
  public static final VersionRange ALL =
      new VersionRange(1, Integer.MAX_VALUE, OptionalInt.empty());

  static VersionRange parse(String text) {
    if (text.equals(ANY)) {
      return ALL;
    }
    if (EXACT.matcher(text).matches()) {
      int version = Integer.parseInt(text);
      return new VersionRange(version, version, OptionalInt.of(version));
    }
    Matcher bounds = BOUNDS.matcher(text);
    boolean read = bounds.matches();
    boolean both = read && bounds.group(1) != null && bounds.group(4) != null;
    if (!read || text.isEmpty() || both != (bounds.group(2) != null)) {
      throw refused("versions are any, a number, or bounds such as >=2 and >=2 <4");
    }
    int least = bounds.group(1) == null ? 1 : Integer.parseInt(bounds.group(1));
    int most = bounds.group(4) == null ? Integer.MAX_VALUE : Integer.parseInt(bounds.group(4));
    most -= bounds.group(4) != null && bounds.group(3) == null ? 1 : 0;
    if (least > most) {
      throw refused("there is no version between the bounds of versions");
    }
    return new VersionRange(least, most, OptionalInt.of(bounds.group(1) == null ? most : least));
  }

  private static ProblemException refused(String detail) {
    return SearchMembers.refused("search-versions", detail);
  }

  /** Whether the range has this version. */
  public boolean has(int version) {
    return version >= least && version <= most;
  }

  /** How far the version is from the one that was asked for; 0 if none was. */
  long distance(int version) {
    return named.isPresent() ? Math.abs((long) version - named.getAsInt()) : 0;
  }

  @Override
  public String toString() {
    if (equals(ALL)) {
      return ANY;
    }
    if (least == most) {
      return Integer.toString(least);
    }
    String lower = least == 1 ? "" : ">=" + least;
    String upper = most == Integer.MAX_VALUE ? "" : "<=" + most;
    return lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " " + upper;
  }
}
