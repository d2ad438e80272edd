package org.bailiwick.node.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * An event for the audit log. Time, chain, sequence number and request id are added when it is
 * written.
 *
 * @param event name in past tense, with a dot, for instance {@code credential.issued}
 * @param check kebab-case name of the check that decided, or failed; empty if none applies
 * @param subject the caller, usually a SPIFFE id
 * @param resource the object of the event
 * @param details further members, for instance the inputs and reasons of a decision; never a secret
 */
public record AuditEntry(
    String event,
    Outcome outcome,
    String check,
    String subject,
    String resource,
    Map<String, String> details) {

  /** The outcome of an event; decisions are granted or denied, other events done or failed. */
  public enum Outcome {
    GRANTED,
    DENIED,
    DONE,
    FAILED
  }

  private static final int MAX_NAME = 100;
  private static final int MAX_TEXT = 2048;

  /** Every part may hold a caller's text, so each is shortened and loses control characters. */
  public AuditEntry {
    event = storable(event, MAX_NAME);
    check = storable(check, MAX_NAME);
    subject = storable(subject, MAX_TEXT);
    resource = storable(resource, MAX_TEXT);
    TreeMap<String, String> clean = new TreeMap<>();
    details.forEach((key, value) -> clean.put(storable(key, MAX_NAME), value));
    details = Map.copyOf(clean);
  }

  /** An entry without details. */
  public static AuditEntry of(String event, Outcome outcome, String check, String subject) {
    return new AuditEntry(event, outcome, check, subject, "", Map.of());
  }

  /** The same entry with this resource. */
  public AuditEntry about(String resource) {
    return new AuditEntry(event, outcome, check, subject, resource, details);
  }

  /** The same entry with one more detail. */
  public AuditEntry with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(details);
    more.put(name, value);
    return new AuditEntry(event, outcome, check, subject, resource, more);
  }

  // PostgreSQL stores no NUL and UTF-8 has no lone surrogates; with either the stored row would
  // differ from the hashed one.
  private static String storable(String text, int max) {
    return isPlain(text, max) ? text : cleaned(text, max);
  }

  /** A fast test, since nearly all of the dozens of texts of an issue are printable ASCII. */
  private static boolean isPlain(String text, int max) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return text.length() <= max;
  }

  private static String cleaned(String text, int max) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(max)
        .map(codePoint -> isStorable(codePoint) ? codePoint : '\ufffd')
        .forEach(clean::appendCodePoint);
    return clean.length() <= max ? clean.toString() : cleaned(clean.substring(0, max), max);
  }

  private static boolean isStorable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
  }
}
