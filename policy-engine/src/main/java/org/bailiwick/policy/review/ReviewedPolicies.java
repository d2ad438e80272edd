package org.bailiwick.policy.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor;

/**
 * The policies of a folder for the questions that nodes ask, with the decision point that decides
 * by them. An application's own policies ({@code app-<name>.cedar}) are not among them.
 */
public final class ReviewedPolicies {
  private static final String SCHEMA = "schema.cedarschema";
  private static final String SUFFIX = ".cedar";
  private static final String OF_APPLICATIONS = "app-";

  private static final Map<String, Action> ACTIONS =
      Stream.of(Action.values()).collect(Collectors.toUnmodifiableMap(Action::text, each -> each));

  private final CedarDecisionPoint port;
  private final SchemaTypes schema;
  private final SortedMap<String, List<ReviewedPolicy>> policies = new TreeMap<>();

  private final SortedSet<String> applications = new TreeSet<>();

  private ReviewedPolicies(CedarDecisionPoint port, Map<String, String> files) {
    this.port = port;
    this.schema = new SchemaTypes(CedarTexts.schema(files.get(SCHEMA)));
    new TreeMap<>(files)
        .forEach(
            (name, text) -> {
              if (name.startsWith(OF_APPLICATIONS)) {
                applications.add(name);
              } else if (name.endsWith(SUFFIX)) {
                String action = name.substring(0, name.length() - SUFFIX.length());
                policies.put(action, sorted(action, text));
              }
            });
  }

  /** Throws {@link PolicyRefusedException} if a node would not load this folder. */
  public static ReviewedPolicies read(Path folder) {
    CedarDecisionPoint port = CedarDecisionPoint.reviewed(folder);
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) || name.equals(SCHEMA)) {
          files.put(name, Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new PolicyRefusedException("the policy folder " + folder + " cannot be read", e);
    }
    return new ReviewedPolicies(port, files);
  }

  /**
   * The policies of a bundle, by the texts of its files.
   *
   * @throws PolicyRefusedException if a node would not load them
   */
  public static ReviewedPolicies of(VersionFloor.Loaded version, Map<String, String> files) {
    return new ReviewedPolicies(CedarDecisionPoint.of(version, files), files);
  }

  private static List<ReviewedPolicy> sorted(String action, String text) {
    return CedarTexts.policies(action, text).stream()
        .sorted(Comparator.comparing(ReviewedPolicy::id))
        .toList();
  }

  /** The version as decisions name it. */
  public String version() {
    return port.policyVersion();
  }

  public int size() {
    return policies.values().stream().mapToInt(List::size).sum();
  }

  /** The files of applications' own policies, about which nothing is asked here. */
  public SortedSet<String> ofApplications() {
    return Collections.unmodifiableSortedSet(applications);
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
