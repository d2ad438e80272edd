package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identifier.IdentifierScheme;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Reads a single agent of a partner domain by one of its identifiers. */
@ApplicationScoped
public class ForeignReader {
  private ForeignAgents agents;
  private Gate gate;

  /** CDI proxies need this constructor. */
  ForeignReader() {}

  @Inject
  public ForeignReader(ForeignAgents agents, Gate gate) {
    this.agents = agents;
    this.gate = gate;
  }

  /**
   * What is shown of the agent; empty if no domain that is open has it, or if policy hides it.
   *
   * @throws ProblemException agent-unknown with check {@code foreign-identifier-ambiguous} if
   *     several domains have given the identifier, since none of them is guessed
   */
  public Optional<JsonObject> find(VerifiedPeer peer, String identifier) {
    return assigned(peer, identifier).map(ForeignAgents.Shown::view);
  }

  /**
   * The agent that an identifier of any scheme names, with all its identifiers. What its registry
   * gave it comes before what others say.
   *
   * @throws ProblemException as {@link #find}
   */
  public Optional<JsonObject> named(VerifiedPeer peer, Identifier identifier) {
    Optional<ForeignAgents.Shown> assigned =
        identifier.scheme() == IdentifierScheme.URN_UUID
            ? assigned(peer, identifier.text())
            : Optional.empty();
    return assigned
        .or(() -> agents.named(identifier).filter(each -> isFound(peer, each)))
        .map(found -> answer(identifier, found));
  }

  private static JsonObject answer(Identifier identifier, ForeignAgents.Shown found) {
    JsonObject view = found.view();
    return Json.createObjectBuilder()
        .add("identifier", identifier.text())
        .add("id", view.get("id"))
        .add("agent", view.get("agent"))
        .add("identifiers", found.identifiers())
        .add("domain", view.get("domain"))
        .add("as_of", view.get("as_of"))
        .build();
  }

  private Optional<ForeignAgents.Shown> assigned(VerifiedPeer peer, String identifier) {
    List<ForeignAgents.Shown> found = agents.find(identifier);
    if (found.size() > 1) {
      throw new ProblemException(
          ProblemType.AGENT_UNKNOWN,
          "foreign-identifier-ambiguous",
          "Several domains have given this identifier");
    }
    return found.stream().filter(each -> isFound(peer, each)).findFirst();
  }

  private boolean isFound(VerifiedPeer peer, ForeignAgents.Shown shown) {
    return gate.permits(RegistryQuestion.findForeign(peer, shown.agent().record()));
  }
}
