package org.bailiwick.aca.evidence.container;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.binding.SubjectBindings;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The attestor {@code container}: a node with a device certificate signs what runs in one of its
 * containers, for the authority's nonce and the agent's key. The steps are those of
 * docs/attestors/container.md.
 */
public final class ContainerAttestor implements Attestor {

  private static final String TYPE = "container";
  private static final String NODE = "container-node";
  private static final Set<String> ALGORITHMS = Set.of("ES256", "ES384", "RS256", "PS256", "EdDSA");

  /** The default lifetime of a nonce. */
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final DeviceAuthenticator nodes;
  private final FolderSource<List<NodeRule>> rules;
  private final Clock clock;

  /** Trusts the manufacturers ({@code *.pem}) and rules ({@code *.json}) of this folder. */
  public ContainerAttestor(Path folder, Clock clock) {
    this.nodes = DeviceAuthenticator.trusting(NODE, folder, clock);
    this.rules = NodeRule.in(folder, clock);
    this.clock = clock;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    AttestedSubject node = nodes.authenticate(chain(item.value())); // 1
    PublicKey nodeKey = node.key().orElseThrow();
    ContainerStatement statement = verified(item.value(), nodeKey); // 2
    requireMadeFor(statement, nodeKey, binding); // 3
    requireAllowed(statement, node); // 4
    AttestedSubject container =
        SubjectBindings.bound( // 5
            AttestedSubject.keyless(TYPE, node.toString(), statement.subject()), binding);
    return container
        .rootedIn(node.root().orElseThrow().anchor())
        .vouchedBy(node.keySha256())
        .attesting(statement.image());
  }

  private static List<byte[]> chain(String compact) {
    Object shown = JwtChecks.claimedHeader(compact).map(header -> header.get("x5c")).orElse(null);
    List<byte[]> chain = new ArrayList<>();
    if (shown instanceof List<?> texts) {
      for (Object text : texts) {
        chain.add(decoded(text).orElseThrow(ContainerAttestor::noChain));
      }
    }
    if (chain.isEmpty()) {
      throw noChain();
    }
    return chain;
  }

  private static Optional<byte[]> decoded(Object text) {
    try {
      return text instanceof String base64
          ? Optional.of(Base64.getDecoder().decode(base64))
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private ContainerStatement verified(String compact, PublicKey nodeKey) {
    JwtChecks checks =
        JwtChecks.of(ContainerStatement.WHAT, ProblemType.EVIDENCE_REJECTED)
            .type("container-statement+jwt")
            .confirmation("jkt")
            .algorithms(ALGORITHMS)
            .keys(kid -> List.of(nodeKey))
            .endless()
            .maxAge(MAX_AGE)
            .clock(clock)
            .build();
    return ContainerStatement.of(
        Claims.of(ContainerStatement.WHAT, Optional.of(checks.verify(compact).claims())));
  }

  private static void requireMadeFor(
      ContainerStatement statement, PublicKey nodeKey, EvidenceBinding binding) {
    if (!statement.nonce().equals(binding.nonce())) {
      throw rejected("-statement-nonce", "The node's statement is for another nonce.");
    }
    if (nodeKey.equals(binding.agentKey())) {
      throw rejected("-node-key-is-agents", "The agent's key must differ from the node's.");
    }
    if (!statement.keyThumbprint().equals(PublicJwk.thumbprint(binding.agentKey()))) {
      throw rejected("-statement-cnf", "The node's statement is for another agent's key.");
    }
  }

  private void requireAllowed(ContainerStatement statement, AttestedSubject node) {
    List<NodeRule> ofNode = rules.current().stream().filter(rule -> rule.names(node)).toList();
    if (ofNode.isEmpty()) {
      throw rejected("-node-unknown", "No rule names the node that signed.");
    }
    String namespace = statement.namespace();
    if (ofNode.stream().noneMatch(rule -> rule.hasNamespace(namespace))) {
      throw rejected("-namespace", "The node may not speak for containers of this namespace.");
    }
    if (ofNode.stream().noneMatch(rule -> rule.allows(namespace, statement.serviceAccount()))) {
      throw rejected("-service-account", "The container's service account is not allowed here.");
    }
  }

  private static ProblemException noChain() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        ContainerStatement.WHAT + "-x5c",
        "The node's statement is not a JWS with the node's certificates in x5c.");
  }

  private static ProblemException rejected(String fault, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, TYPE + fault, detail);
  }
}
