package org.bailiwick.ars.search.wanted;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Criteria about what an agent says of itself. They filter, and give no order but among hits that
 * are equal in their signed facts.
 *
 * @param text words of which an agent's texts or the names of its capabilities must have each
 * @param maxLoad the highest load, in percent, that the agent may have told
 * @param alive whether agents are left out whose heartbeat has stopped
 */
public record UnsignedCriteria(
    Optional<String> text,
    Set<String> tags,
    Set<String> inputTypes,
    Set<String> outputTypes,
    OptionalInt maxLoad,
    boolean alive) {

  static final List<String> MEMBERS =
      List.of("text", "tags", "input_types", "output_types", "max_load", "alive");

  private static final int LONGEST_TEXT = 200;
  private static final int LONGEST_WORD = 255;
  private static final int MOST_TAGS = 32;
  private static final int MOST_TYPES = 16;
  private static final int WHOLE = 100;

  static UnsignedCriteria read(SearchMembers members) {
    return new UnsignedCriteria(
        members.plain("text", LONGEST_TEXT),
        members.texts("tags", MOST_TAGS, LONGEST_WORD),
        mediaTypes(members, "input_types"),
        mediaTypes(members, "output_types"),
        members.number("max_load", 0, WHOLE),
        members.flag("alive"));
  }

  /** The other texts name types of the domain's catalogue. */
  private static Set<String> mediaTypes(SearchMembers members, String name) {
    return members.texts(name, MOST_TYPES, LONGEST_WORD).stream()
        .filter(text -> !WantedType.isName(text))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether a criterion is there that an index can look up. */
  boolean narrows() {
    return text.isPresent() || !tags.isEmpty() || !inputTypes.isEmpty() || !outputTypes.isEmpty();
  }
}
