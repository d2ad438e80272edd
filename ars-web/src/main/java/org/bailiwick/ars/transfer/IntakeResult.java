package org.bailiwick.ars.transfer;

import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What became of a record that was brought.
 *
 * @param check why it was not taken, or not all of it; empty if it was
 * @param detail the same as a sentence
 */
record IntakeResult(String identifier, String agent, Outcome outcome, String check, String detail) {

  private static final int LONGEST = 300;

  /** What was done. */
  enum Outcome {
    /** The record is here now. */
    IMPORTED,
    /** The record is in quarantine now. */
    HELD,
    /** Nothing had to be done. */
    UNCHANGED,
    /** Its listing has ended, so there is nothing to list. */
    LEFT_OUT,
    /** It was not taken. */
    REFUSED
  }

  /** The result for a line whose listing has ended. */
  static IntakeResult leftOut(JsonObject line, String check, String detail) {
    return new IntakeResult(
        member(line, "id"), member(line, "agent"), Outcome.LEFT_OUT, check, detail);
  }

  /** A text of a line for the answer; nothing is decided by it. */
  static String member(JsonObject line, String name) {
    String text = line.getString(name, "");
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", identifier);
    members.put("agent", agent);
    members.put("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (!check.isEmpty()) {
      members.put("check", check);
      members.put("detail", detail);
    }
    return members;
  }
}
