package org.bailiwick.policy.segment;

import java.util.regex.Pattern;

/** Ports from the first to the last, both included. */
public record PortRange(int first, int last) {
  private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,4})-([1-9][0-9]{0,4})");
  private static final int LAST_PORT = 65_535;

  public PortRange {
    if (first < 1 || last > LAST_PORT || first > last) {
      throw new SegmentsRefusedException(
          "%d-%d is not a range of ports from 1 to 65535".formatted(first, last));
    }
  }

  /** Reads a range such as {@code 8000-8100}. */
  public static PortRange parse(String text) {
    var ends = RANGE.matcher(text);
    if (!ends.matches()) {
      throw new SegmentsRefusedException("a range of ports is written as \"8000-8100\"");
    }
    return new PortRange(Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2)));
  }

  public boolean contains(int port) {
    return port >= first && port <= last;
  }

  /** Whether one port at least is in both. */
  public boolean overlaps(PortRange other) {
    return first <= other.last && other.first <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
