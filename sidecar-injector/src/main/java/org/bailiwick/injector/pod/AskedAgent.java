package org.bailiwick.injector.pod;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.injector.policy.NamespaceRules;

/**
 * The agent that a pod asks to be, as far as its namespace permits.
 *
 * @param name of the agent; the pod's own name if empty
 * @param words what it says of itself in the registry
 */
record AskedAgent(
    Optional<String> name, Owner owner, List<Capability> capabilities, AskedWords words) {
  static final String PREFIX = "bailiwick.org/";
  static final String INJECT = PREFIX + "inject";
  static final String INJECTED = PREFIX + "injected";
  private static final String NAME = PREFIX + "agent-name";
  private static final String OWNER = PREFIX + "owner";
  private static final String CAPABILITIES = PREFIX + "capabilities";
  private static final Set<String> KNOWN =
      Set.of(
          NAME,
          OWNER,
          CAPABILITIES,
          INJECTED,
          AskedWords.TITLE,
          AskedWords.DESCRIPTION,
          AskedWords.TAGS);

  /** As names of agents in certificates are. */
  private static final Pattern AGENT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private static final int LONGEST_LIST = 4096;
  private static final int MOST_CAPABILITIES = 32;
  private static final int SHOWN = 64;

  AskedAgent {
    capabilities = List.copyOf(capabilities);
  }

  /** Whether the pod is to have a sidecar, by its label. */
  static boolean isAsked(JsonObject metadata, NamespaceRules rules) {
    String label =
        PodJson.text(PodJson.object(metadata, "labels"), INJECT)
            .orElse(rules.isForAll() ? "true" : "false");
    if (!label.equals("true") && !label.equals("false")) {
      throw PodJson.refusal("label-inject", "The label " + INJECT + " is \"true\" or \"false\".");
    }
    return label.equals("true");
  }

  /**
   * Reads the annotations.
   *
   * @param isListed whether the sidecar keeps agents listed in the registry
   */
  static AskedAgent read(JsonObject metadata, NamespaceRules rules, boolean isListed) {
    JsonObject annotations = PodJson.object(metadata, "annotations");
    for (String key : annotations.keySet()) {
      if (key.startsWith(PREFIX) && !KNOWN.contains(key)) {
        throw PodJson.refusal(
            "annotation-unknown",
            "The annotation "
                + shown(key)
                + " is not one of agent-name, owner, capabilities, title, description and tags.");
      }
    }
    return new AskedAgent(
        PodJson.text(annotations, NAME).map(AskedAgent::agent),
        owner(PodJson.text(annotations, OWNER), rules),
        capabilities(PodJson.text(annotations, CAPABILITIES), rules),
        AskedWords.read(annotations, isListed && rules.mayDescribe()));
  }

  private static String agent(String text) {
    if (!AGENT.matcher(text).matches()) {
      throw PodJson.refusal(
          "annotation-agent-name",
          "The annotation " + NAME + " is 1 to 63 of a-z 0-9 . _ - and begins with a-z or 0-9.");
    }
    return text;
  }

  private static Owner owner(Optional<String> text, NamespaceRules rules) {
    if (text.isEmpty() && rules.owners().size() == 1) {
      return rules.owners().iterator().next();
    }
    return text.flatMap(
            asked -> rules.owners().stream().filter(owner -> owner.value().equals(asked)).findAny())
        .orElseThrow(
            () ->
                PodJson.refusal(
                    "owner-not-permitted",
                    "The annotation "
                        + OWNER
                        + " must name an owner that the policy of the sidecar injector permits in"
                        + " this namespace."));
  }

  private static List<Capability> capabilities(Optional<String> text, NamespaceRules rules) {
    String list = text.orElse("");
    if (list.length() > LONGEST_LIST) {
      throw PodJson.refusal(
          "annotation-capabilities", "The annotation " + CAPABILITIES + " is too long.");
    }
    List<Capability> asked = new ArrayList<>();
    for (String word : list.split(",", -1)) {
      asked.add(permitted(word.strip(), rules));
    }
    if (asked.size() > MOST_CAPABILITIES || Set.copyOf(asked).size() < asked.size()) {
      throw PodJson.refusal(
          "annotation-capabilities",
          "The annotation " + CAPABILITIES + " names one twice, or more than 32.");
    }
    return asked;
  }

  private static Capability permitted(String word, NamespaceRules rules) {
    Capability asked;
    try {
      asked = Capability.parse(word);
    } catch (ProblemException e) {
      throw PodJson.refusal(
          "annotation-capabilities",
          "The annotation " + CAPABILITIES + " is a list such as fx.rates@1,fx.report@2.");
    }
    if (rules.capabilities().stream().noneMatch(permitted -> permitted.covers(asked))) {
      throw PodJson.refusal(
          "capability-not-permitted",
          "The policy of the sidecar injector does not permit the capability "
              + shown(asked.text())
              + " in this namespace: leave it out, or ask the policy's operator for it.");
    }
    return asked;
  }

  private static String shown(String text) {
    return PlainText.isText(text, SHOWN) ? text : "with another name";
  }
}
