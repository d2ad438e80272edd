package org.bailiwick.proxy.rules;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The rules of the proxy: the audiences and lifetime of assertions, the destinations of calls, and
 * the rules for work and proofs, where secrets are, which enforcement point is asked, and to whom
 * the Workload API is served. Everything that they do not list is refused. If they have a fault,
 * the proxy does not start.
 */
public record ProxyRules(
    Set<String> audiences,
    Duration lifetime,
    List<Destination> destinations,
    Optional<WorkRules> work,
    Optional<ProofRules> proofs,
    Map<String, SecretPlace> secrets,
    Optional<EnforcementRules> enforcement,
    Optional<WorkloadApiRules> workloadApi) {
  private static final Set<String> MEMBERS =
      Set.of(
          "audiences",
          "assertion_lifetime",
          "destinations",
          "work",
          "proofs",
          "secrets",
          "enforcement",
          "workload_api");
  private static final Duration MAX_LIFETIME = Duration.ofMinutes(5);

  public static ProxyRules read(Path file) {
    try {
      requireNoOtherWriters(file);
      ProxyRules rules = parse(Files.readString(file), file.toAbsolutePath().getParent());
      for (Destination destination : rules.destinations()) {
        if (destination.caFile().isPresent()) {
          requireNoOtherWriters(destination.caFile().get());
        }
      }
      return rules;
    } catch (ProblemException e) {
      throw fault(file, e.detail());
    } catch (IOException e) {
      throw fault(file, "it, or a file that it names, cannot be read");
    }
  }

  /** Refuses a file that other users can write, because it decides about trust. */
  static void requireNoOtherWriters(Path file) throws IOException {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
    if (rights.contains(PosixFilePermission.OTHERS_WRITE)
        || rights.contains(PosixFilePermission.GROUP_WRITE)) {
      throw Refusals.malformed(
          "proxy-rules", file.getFileName() + " can be written by others than its owner");
    }
  }

  public static ProxyRules parse(String text, Path folder) {
    JsonMembers members = JsonMembers.parse(text, MEMBERS);
    ProxyRules rules = read(members, folder);
    for (Destination destination : rules.destinations()) {
      destination.secret().map(SecretHeader::secret).ifPresent(rules::requireSecret);
    }
    return rules;
  }

  private void requireSecret(String name) {
    if (!secrets.containsKey(name)) {
      throw Refusals.malformed("destination-secret", "The rules have no secret " + name);
    }
  }

  private static ProxyRules read(JsonMembers members, Path folder) {
    return new ProxyRules(
        Set.copyOf(members.texts("audiences")),
        members
            .duration("assertion_lifetime", "assertion-lifetime", MAX_LIFETIME)
            .orElse(Duration.ofMinutes(1)),
        members.values("destinations").stream().map(each -> Destination.of(each, folder)).toList(),
        members.value("work").map(WorkRules::of),
        members.value("proofs").map(ProofRules::of),
        members.value("secrets").map(value -> secrets(value, folder)).orElse(Map.of()),
        members.value("enforcement").map(EnforcementRules::of),
        members.value("workload_api").map(WorkloadApiRules::of));
  }

  private static Map<String, SecretPlace> secrets(JsonValue value, Path folder) {
    if (!(value instanceof JsonObject places)) {
      throw Refusals.malformed("member-form", "secrets is not an object");
    }
    Map<String, SecretPlace> secrets = new TreeMap<>();
    places.forEach(
        (name, place) -> secrets.put(SecretPlace.named(name), SecretPlace.of(place, folder)));
    return Map.copyOf(secrets);
  }

  /** The destination for this call. A call that no destination allows is denied. */
  public Destination destination(CallTarget target, String method) {
    List<Destination> reached = destinations.stream().filter(each -> each.reaches(target)).toList();
    if (reached.isEmpty()) {
      throw Refusals.denied("destination", "The proxy's rules list no such destination");
    }
    return reached.stream()
        .filter(each -> each.methods().contains(method))
        .findFirst()
        .orElseThrow(
            () -> Refusals.denied("destination-method", "The method is not allowed there"));
  }

  private static ProblemException fault(Path file, String reason) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "proxy-rules", file + ": " + reason);
  }
}
