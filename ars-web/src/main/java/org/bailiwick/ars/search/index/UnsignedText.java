package org.bailiwick.ars.search.index;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent says of itself, which nobody has signed, as searches look at it.
 *
 * @param texts all that a search for words looks at, without the title
 * @param summary what a list of agents shows of it; empty if the agent says nothing
 */
public record UnsignedText(
    Optional<String> title,
    List<String> texts,
    Set<String> tags,
    Set<String> inputTypes,
    Set<String> outputTypes,
    Optional<JsonObject> summary) {
  public static final UnsignedText NONE =
      new UnsignedText(Optional.empty(), List.of(), Set.of(), Set.of(), Set.of(), Optional.empty());

  public UnsignedText {
    texts = List.copyOf(texts);
    tags = Set.copyOf(tags);
    inputTypes = Set.copyOf(inputTypes);
    outputTypes = Set.copyOf(outputTypes);
  }
}
