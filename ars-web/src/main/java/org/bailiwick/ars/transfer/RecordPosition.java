package org.bailiwick.ars.transfer;

import java.util.List;
import org.bailiwick.node.records.LineDigest;

/**
 * How far a reader has read.
 *
 * @param revision number of the last change that was read
 * @param lines how many lines were read
 * @param digest of these lines
 */
record RecordPosition(long revision, long lines, LineDigest digest) {
  static final RecordPosition BEGIN = new RecordPosition(0, 0, LineDigest.EMPTY);

  /** The position after further lines. */
  RecordPosition after(long lastRevision, List<String> further) {
    LineDigest now = digest;
    for (String line : further) {
      now = now.with(line);
    }
    return new RecordPosition(lastRevision, lines + further.size(), now);
  }

  /** The position as a page token contains it. */
  String text() {
    return revision + " " + lines + " " + digest.hex();
  }

  /** Reads what {@link #text} wrote; page tokens cannot be changed by readers. */
  static RecordPosition parse(String text) {
    String[] parts = text.split(" ", 3);
    return new RecordPosition(
        Long.parseLong(parts[0]), Long.parseLong(parts[1]), new LineDigest(parts[2]));
  }
}
