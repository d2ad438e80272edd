package org.bailiwick.aca.evidence.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.aca.keysource.KeySource;

/**
 * An issuer of workload tokens, from an operator's file. JSON pointers (RFC 6901) name claims,
 * since names such as {@code kubernetes.io} contain dots.
 *
 * @param required claims that a token must have, each with its accepted values
 * @param ignoresCase whether values are compared without regard to case
 * @param subject claims that together name the workload
 */
record WorkloadIssuer(
    String issuer,
    Audience audience,
    List<String> algorithms,
    KeySource keys,
    Duration maxAge,
    Map<String, Set<String>> required,
    boolean ignoresCase,
    List<String> subject) {

  private static final Duration DEFAULT_MAX_AGE = Duration.ofHours(1);
  private static final Set<String> MEMBERS =
      Set.of(
          "issuer",
          "audience",
          "algorithms",
          "jwks",
          "jwks_uri",
          "ca_file",
          "max_age",
          "required",
          "ignore_case",
          "subject",
          "nonce_in_audience");

  /**
   * The audience that a token must have.
   *
   * @param withNonce whether it must contain the authority's nonce; otherwise the workload is bound
   *     to the first agent key
   */
  record Audience(String name, boolean withNonce) {}

  WorkloadIssuer {
    if (required.isEmpty() || required.values().stream().anyMatch(Set::isEmpty)) {
      throw new IllegalArgumentException(
          "\"required\" must say which of the issuer's workloads are accepted");
    }
    if (subject.isEmpty() || !subject.stream().allMatch(WorkloadIssuer::isPointer)) {
      throw new IllegalArgumentException("\"subject\" is a list of JSON pointers");
    }
    if (!required.keySet().stream().allMatch(WorkloadIssuer::isPointer)) {
      throw new IllegalArgumentException("\"required\" names claims by JSON pointers");
    }
  }

  private static boolean isPointer(String text) {
    return text.startsWith("/");
  }

  static FolderSource.Reader<Map<String, WorkloadIssuer>> in(Path folder) {
    return files -> {
      Map<String, WorkloadIssuer> issuers = new HashMap<>();
      for (FolderSource.Content file : files) {
        WorkloadIssuer issuer = parse(folder, file.text());
        if (issuers.put(issuer.issuer(), issuer) != null) {
          throw new IllegalArgumentException(file.name() + " names the issuer of another file");
        }
      }
      return Map.copyOf(issuers);
    };
  }

  private static WorkloadIssuer parse(Path folder, String json) throws IOException {
    Claims file = Claims.parse("workload-issuer", json);
    if (!MEMBERS.containsAll(file.names())) {
      throw new IllegalArgumentException("a workload issuer has an unknown member");
    }
    Claims required =
        file.object("required")
            .orElseThrow(() -> new IllegalArgumentException("\"required\" is missing"));
    Map<String, Set<String>> values = new LinkedHashMap<>();
    required.names().forEach(claim -> values.put(claim, Set.copyOf(required.texts(claim))));
    return new WorkloadIssuer(
        file.text("issuer"),
        new Audience(file.text("audience"), file.flag("nonce_in_audience")),
        file.texts("algorithms"),
        KeySource.of(file, folder),
        file.find("max_age").map(Duration::parse).orElse(DEFAULT_MAX_AGE),
        values,
        file.flag("ignore_case"),
        file.texts("subject"));
  }
}
