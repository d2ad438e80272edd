package org.bailiwick.master.resultaccess;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a result (RFC 9110 section 14.1.2).
 *
 * @param from the first octet
 * @param end the place after the last octet
 */
record ByteRange(long from, long end) {

  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,15})-([0-9]{0,15})");

  /**
   * The range of the field; empty for the whole result: without the field, and for a field that has
   * several ranges, is not understood or names nothing of the result, which may be ignored (section
   * 14.2).
   */
  static Optional<ByteRange> find(String field, long size) {
    Matcher form = FORM.matcher(field == null ? "" : field);
    if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(of(form.group(1), form.group(2), size))
        .filter(range -> range.from() < range.end());
  }

  private static ByteRange of(String first, String last, long size) {
    if (first.isEmpty()) {
      return new ByteRange(Math.max(0, size - Long.parseLong(last)), size);
    }
    long end = last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size);
    return new ByteRange(Long.parseLong(first), end);
  }

  /** The field Content-Range (section 14.4). */
  String contentRange(long size) {
    return "bytes " + from + "-" + (end - 1) + "/" + size;
  }
}
