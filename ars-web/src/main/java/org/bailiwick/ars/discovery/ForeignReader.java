package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Reads a single agent of a partner domain by the identifier that its registry gave it. */
@ApplicationScoped
public class ForeignReader {
  private ForeignAgents agents;
  private Gate gate;

  /** CDI proxies need this constructor. */
  ForeignReader() {}

  @Inject
  ForeignReader(ForeignAgents agents, Gate gate) {
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
    List<ForeignAgents.Shown> found = agents.find(identifier);
    if (found.size() > 1) {
      throw new ProblemException(
          ProblemType.AGENT_UNKNOWN,
          "foreign-identifier-ambiguous",
          "Several domains have given this identifier");
    }
    return found.stream()
        .filter(each -> gate.permits(RegistryQuestion.findForeign(peer, each.agent().record())))
        .map(ForeignAgents.Shown::view)
        .findFirst();
  }
}
