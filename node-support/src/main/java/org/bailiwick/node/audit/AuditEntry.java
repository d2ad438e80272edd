package org.bailiwick.node.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that happened and must be provable later. Time, chain, sequence and request id are
 * added when it is written.
 *
 * @param event past tense and dotted, for instance {@code credential.issued}
 * @param outcome how it ended
 * @param check the check that decided, in kebab case; for a denial the one that failed; empty if
 *     none applies
 * @param subject who asked, usually a SPIFFE id
 * @param resource what it was about
 * @param details further members, for instance the inputs and reasons of a decision; never a secret
 */
public record AuditEntry(
    String event,
    Outcome outcome,
    String check,
    String subject,
    String resource,
    Map<String, String> details) {

  /** The outcome of an event: the first two are of decisions, the last two of acts. */
  public enum Outcome {
    GRANTED,
    DENIED,
    DONE,
    FAILED
  }

  private static final int MAX_NAME = 100;
  private static final int MAX_TEXT = 2048;

  /**
   * Outside text may stand in every part, so each is made storable: bounded, and free of control
   * characters.
   */
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

  /** The same about this resource. */
  public AuditEntry about(String resource) {
    return new AuditEntry(event, outcome, check, subject, resource, details);
  }

  /** The same with one more detail. */
  public AuditEntry with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(details);
    more.put(name, value);
    return new AuditEntry(event, outcome, check, subject, resource, more);
  }

  // PostgreSQL takes no NUL, UTF-8 no lone surrogate; either would make the row differ from what
  // was hashed.
  private static String storable(String text, int max) {
    return isPlain(text, max) ? text : cleaned(text, max);
  }

  /** Nearly every text is, and there are dozens of them in an issue. */
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
