package org.bailiwick.aca.evidence.container;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.folder.FolderSource;

/**
 * An operator's rule: the containers on which some nodes may make statements. It names each node,
 * because anybody can buy a device of the same manufacturer.
 *
 * @param issuer the issuer of the nodes' certificates
 * @param nodes serial numbers in the subjects of the nodes' certificates
 * @param accounts service accounts by namespace
 */
record NodeRule(X500Principal issuer, Set<String> nodes, Map<String, Set<String>> accounts) {

  private static final Set<String> MEMBERS = Set.of("issuer", "nodes", "namespaces");

  NodeRule {
    if (nodes.isEmpty() || accounts.isEmpty()) {
      throw new IllegalArgumentException("a rule must name nodes and namespaces");
    }
    if (accounts.values().stream().anyMatch(Set::isEmpty)) {
      throw new IllegalArgumentException("each namespace of a rule must have service accounts");
    }
  }

  static FolderSource<List<NodeRule>> in(Path folder, Clock clock) {
    return new FolderSource<>(
        folder, ".json", files -> files.stream().map(file -> parse(file.text())).toList(), clock);
  }

  private static NodeRule parse(String json) {
    Claims rule = Claims.parse("container-rule", json);
    if (!MEMBERS.containsAll(rule.names())) {
      throw new IllegalArgumentException("a rule has an unknown member");
    }
    Claims namespaces =
        rule.object("namespaces")
            .orElseThrow(() -> new IllegalArgumentException("\"namespaces\" is missing"));
    Map<String, Set<String>> accounts = new HashMap<>();
    namespaces.names().forEach(name -> accounts.put(name, Set.copyOf(namespaces.texts(name))));
    return new NodeRule(
        new X500Principal(rule.text("issuer")), Set.copyOf(rule.texts("nodes")), accounts);
  }

  boolean names(AttestedSubject node) {
    return nodes.contains(node.subject()) && issuer.equals(new X500Principal(node.issuer()));
  }

  boolean hasNamespace(String namespace) {
    return accounts.containsKey(namespace);
  }

  boolean allows(String namespace, String account) {
    return accounts.getOrDefault(namespace, Set.of()).contains(account);
  }
}
