package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A destination that may be called: its identity (a SPIFFE id of the agent's trust domain, or a
 * host name certified by the CAs in a file), the methods and paths, and the origins whose kept
 * tokens may be sent to it.
 *
 * @param secret the header in which the proxy adds a secret
 * @param takesTokens whether the agent may send tokens in its own texts
 */
public record Destination(
    String origin,
    Optional<SpiffeId> peer,
    Optional<Path> caFile,
    Set<String> methods,
    List<String> paths,
    Set<String> tokensFrom,
    Optional<SecretHeader> secret,
    boolean takesTokens) {
  private static final Set<String> MEMBERS =
      Set.of(
          "origin", "peer", "ca_file", "methods", "paths", "tokens_from", "secret", "takes_tokens");
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  static Destination of(JsonValue value, Path folder) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    String origin = origin(members.text("origin"));
    Set<String> tokensFrom = new HashSet<>(Set.of(origin));
    members.texts("tokens_from").forEach(other -> tokensFrom.add(origin(other)));
    Destination destination =
        new Destination(
            origin,
            members.optionalText("peer").map(SpiffeId::parse),
            members.optionalText("ca_file").map(folder::resolve),
            Set.copyOf(members.texts("methods")),
            members.texts("paths"),
            Set.copyOf(tokensFrom),
            members.value("secret").map(SecretHeader::of),
            members.flag("takes_tokens"));
    destination.requireValid();
    return destination;
  }

  private static String origin(String text) {
    URI uri = CallTarget.parse(text).uri();
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
      throw Refusals.malformed("destination-origin", "An origin must have no path: " + text);
    }
    return CallTarget.origin(uri);
  }

  private void requireValid() {
    if (peer.isPresent() == caFile.isPresent()) {
      throw Refusals.malformed(
          "destination-identity", "A destination must have either a peer or a ca_file: " + origin);
    }
    if (methods.isEmpty() || !METHODS.containsAll(methods)) {
      throw Refusals.malformed(
          "destination-methods", "methods must be some of " + METHODS + ": " + origin);
    }
    if (paths.isEmpty() || !paths.stream().allMatch(path -> path.startsWith("/"))) {
      throw Refusals.malformed("destination-paths", "paths must begin with a slash: " + origin);
    }
  }

  /**
   * Whether tokens belong into what the agent sends there: a node of its domain, or by the rules.
   */
  public boolean expectsTokens() {
    return takesTokens || peer.filter(SpiffeId::isNode).isPresent();
  }

  /** Whether the target is at a listed path, or below one that ends with a slash. */
  boolean reaches(CallTarget target) {
    return target.origin().equals(origin)
        && paths.stream()
            .anyMatch(
                path ->
                    path.endsWith("/")
                        ? target.path().startsWith(path)
                        : target.path().equals(path));
  }
}
