package org.bailiwick.policy.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * The policies of a folder for the questions that nodes ask, with the decision point that decides by
 * them. An application's own policies ({@code app-<name>.cedar}) are not among them.
 */
public final class ReviewedPolicies {
  private static final String SUFFIX = ".cedar";
  private static final String OF_APPLICATIONS = "app-";

  private static final Map<String, Action> ACTIONS =
      Stream.of(Action.values()).collect(Collectors.toUnmodifiableMap(Action::text, each -> each));

  private final String version;
  private final DecisionPort port;
  private final SchemaTypes schema;
  private final SortedMap<String, List<ReviewedPolicy>> policies = new TreeMap<>();

  private ReviewedPolicies(Path folder) throws IOException {
    this.version = CedarDecisionPoint.check(folder).policyVersion();
    this.port = CedarDecisionPoint.reviewed(folder);
    this.schema =
        new SchemaTypes(CedarTexts.schema(Files.readString(folder.resolve("schema.cedarschema"))));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && !name.startsWith(OF_APPLICATIONS)) {
          String action = name.substring(0, name.length() - SUFFIX.length());
          policies.put(action, sorted(action, Files.readString(file, StandardCharsets.UTF_8)));
        }
      }
    }
  }

  /** Throws {@link PolicyRefusedException} if a node would not load this folder. */
  public static ReviewedPolicies read(Path folder) {
    try {
      return new ReviewedPolicies(folder);
    } catch (IOException e) {
      throw new PolicyRefusedException("the policy folder " + folder + " cannot be read", e);
    }
  }

  private static List<ReviewedPolicy> sorted(String action, String text) {
    return CedarTexts.policies(action, text).stream()
        .sorted(Comparator.comparing(ReviewedPolicy::id))
        .toList();
  }

  /** The version as decisions name it. */
  public String version() {
    return version;
  }

  public int size() {
    return policies.values().stream().mapToInt(List::size).sum();
  }

  /** Decides as a node does whose folder this is. */
  public Decision decide(AccessRequest request) {
    return port.decide(request);
  }

  /** The policies of each action, by their ids. */
  SortedMap<String, List<ReviewedPolicy>> byAction() {
    return policies;
  }

  List<ReviewedPolicy> of(String action) {
    return policies.getOrDefault(action, List.of());
  }

  SchemaTypes schema() {
    return schema;
  }

  /** The action of this name; null if nodes ask no such question. */
  static Action action(String name) {
    return ACTIONS.get(name);
  }
}
