package org.bailiwick.master.owncallers;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;

/**
 * The domain's own agents that may start work, one file each ({@code callers/<name>.json}), read
 * again within two seconds of a change. While a file has a fault, its agent may start nothing.
 */
public final class OwnCallers {

  private final TrustDomain own;
  private final ReviewedFolder<OwnCaller> folder;

  /** Without a folder no agent of the domain may start work. */
  public OwnCallers(Optional<Path> folder, TrustDomain own, Clock clock) {
    this.own = own;
    this.folder = new ReviewedFolder<>(folder, file -> OwnCallerFile.read(file, own), clock);
  }

  /** The largest scope of the agent's jobs; empty if no file describes the agent. */
  public Optional<CapabilitySet> scopesOf(AgentId agent) {
    return Optional.of(agent)
        .filter(named -> named.trustDomain().equals(own))
        .flatMap(named -> folder.find(named.name()))
        .map(OwnCaller::scopes);
  }

  /** The scopes of all described agents. */
  public Collection<CapabilitySet> scopes() {
    return folder.all().stream().map(OwnCaller::scopes).toList();
  }

  /** Whether a fault hides the file of this agent, if it has one. */
  public boolean isFaulty(AgentId agent) {
    return folder.isFaulty(agent.name());
  }

  /** The faults by name of the file, or by the folder if that cannot be read. */
  public Map<String, String> faults() {
    return folder.faults();
  }
}
