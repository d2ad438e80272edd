package org.bailiwick.contract.capability;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The name of the tool for a capability: {@code invoice.parse@1} is {@code invoice.parse_v1}. MCP
 * permits fewer characters in names than capabilities have, so the others are an underscore and a
 * letter. Each capability has one name, and each name at most one capability.
 */
public final class ToolName {

  /** The length that MCP advises (revision 2025-11-25, server/tools, "Tool Names"). */
  public static final int LONGEST = 128;

  private static final char ESCAPE = '_';

  private static final Map<Character, Character> ESCAPED =
      Map.of('@', 'v', '?', 'q', '&', 'a', '=', 'e', '%', 'p', '~', 't', ESCAPE, ESCAPE);

  private static final Map<Character, Character> MEANT =
      ESCAPED.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private ToolName() {}

  /** The name; empty for a capability whose name would be too long. */
  public static Optional<String> of(Capability capability) {
    StringBuilder name = new StringBuilder();
    for (char each : capability.text().toCharArray()) {
      if (ESCAPED.containsKey(each)) {
        name.append(ESCAPE).append(ESCAPED.get(each).charValue());
      } else {
        name.append(each);
      }
    }
    return Optional.of(name.toString()).filter(text -> text.length() <= LONGEST);
  }

  /** The capability whose tool has this name, if there can be one. */
  public static Optional<Capability> read(String name) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < name.length(); at++) {
      char each = name.charAt(at);
      if (each == ESCAPE) {
        at++;
        Character meant = at < name.length() ? MEANT.get(name.charAt(at)) : null;
        if (meant == null) {
          return Optional.empty();
        }
        text.append(meant.charValue());
      } else {
        text.append(each);
      }
    }
    return capability(text.toString()).filter(read -> of(read).equals(Optional.of(name)));
  }

  private static Optional<Capability> capability(String text) {
    try {
      return Optional.of(Capability.parse(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
