package org.bailiwick.injector.policy;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** What the operator permits: the sidecar, and the namespaces whose pods get it. */
public record InjectionPolicy(SidecarSettings sidecar, Map<String, NamespaceRules> namespaces) {
  /** A label of DNS (RFC 1123), as namespaces are named. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  public InjectionPolicy {
    namespaces = Map.copyOf(namespaces);
  }

  /**
   * Reads the file's text.
   *
   * @throws ProblemException malformed-request; the detail names the member and the rule
   */
  public static InjectionPolicy parse(byte[] utf8) {
    PolicyMembers members = new PolicyMembers(StrictJson.object(utf8), "");
    SidecarSettings sidecar = SidecarSettings.read(members.object("sidecar"));
    PolicyMembers listed = members.object("namespaces");
    members.done();
    Map<String, NamespaceRules> namespaces = new TreeMap<>();
    for (String name : listed.names()) {
      if (!NAMESPACE.matcher(name).matches()) {
        throw PolicyMembers.fault("namespaces", "has a name that no namespace can have");
      }
      namespaces.put(name, NamespaceRules.read(listed.object(name)));
    }
    return new InjectionPolicy(sidecar, namespaces);
  }

  /** The rules of a namespace, if it is in the file. */
  public Optional<NamespaceRules> rules(String namespace) {
    return Optional.ofNullable(namespaces.get(namespace));
  }

  /** Whether the text can be the name of a namespace. */
  public static boolean isNamespace(String text) {
    return NAMESPACE.matcher(text).matches();
  }
}
