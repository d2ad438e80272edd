package org.bailiwick.injector.pod;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.PlainText;

/**
 * What a pod's agent says of itself in the registry, in the form that the registry takes
 * (docs/registry.md): what it would refuse is refused before the pod starts.
 */
record AskedWords(Optional<String> title, Optional<String> description, List<String> tags) {
  static final String TITLE = AskedAgent.PREFIX + "title";
  static final String DESCRIPTION = AskedAgent.PREFIX + "description";
  static final String TAGS = AskedAgent.PREFIX + "tags";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final int LONGEST_TITLE = 100;
  private static final int LONGEST_DESCRIPTION = 4000;
  private static final int MOST_TAGS = 32;
  private static final int LONGEST_LIST = MOST_TAGS * 66;

  AskedWords {
    tags = List.copyOf(tags);
  }

  static AskedWords read(JsonObject annotations, boolean isPermitted) {
    if (!isPermitted
        && Stream.of(TITLE, DESCRIPTION, TAGS).anyMatch(name -> PodJson.has(annotations, name))) {
      throw PodJson.refusal(
          "description-not-permitted",
          "The policy of the sidecar injector does not let pods of this namespace say title,"
              + " description or tags: remove these annotations, or ask the policy's operator.");
    }
    return new AskedWords(
        PodJson.text(annotations, TITLE).map(AskedWords::title),
        PodJson.text(annotations, DESCRIPTION).map(AskedWords::description),
        PodJson.text(annotations, TAGS).map(AskedWords::tags).orElse(List.of()));
  }

  private static String title(String text) {
    if (!PlainText.isText(text, LONGEST_TITLE)) {
      throw PodJson.refusal(
          "annotation-title",
          "The annotation "
              + TITLE
              + " is one line of at most 100 characters, without invisible ones.");
    }
    return text;
  }

  private static String description(String text) {
    if (!PlainText.isText(text.replace('\n', ' '), LONGEST_DESCRIPTION)) {
      throw PodJson.refusal(
          "annotation-description",
          "The annotation "
              + DESCRIPTION
              + " has at most 4000 characters, without invisible ones and spaces at its ends.");
    }
    return text;
  }

  private static List<String> tags(String text) {
    List<String> tags = new ArrayList<>();
    if (text.length() <= LONGEST_LIST) {
      for (String word : text.split(",", -1)) {
        tags.add(word.strip());
      }
    }
    if (tags.isEmpty()
        || tags.size() > MOST_TAGS
        || new HashSet<>(tags).size() < tags.size()
        || !tags.stream().allMatch(LABEL.asMatchPredicate())) {
      throw PodJson.refusal(
          "annotation-tags",
          "The annotation "
              + TAGS
              + " is a list such as fx,rates of at most 32 different labels of a-z 0-9 and -.");
    }
    return tags;
  }
}
