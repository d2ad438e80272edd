package org.bailiwick.master.agentcard;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.clientauth.TestClients;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.oauth.Metadata;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.push.PushSettings;
import org.bailiwick.master.push.TestPushes;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;

/** The cards of a Master Agent without a container. */
public final class TestCards {

  static final URI REGISTRY = URI.create(MasterRig.ISSUER + "/ars");

  private TestCards() {}

  /** Cards with the built-in rules. */
  public static AgentCards of(MasterRig rig) {
    return of(rig, Optional.empty());
  }

  /** Cards with the rules of this folder. */
  static AgentCards of(MasterRig rig, Optional<Path> rules) {
    return of(rig, rules, TestPushes.settings(Set.of(), Set.of()));
  }

  /** The same of a domain that tells clients of their tasks by these settings. */
  static AgentCards of(MasterRig rig, Optional<Path> rules, PushSettings pushes) {
    Metadata metadata =
        new Metadata(
            new TokenSettings(MasterRig.ISSUER, Duration.ofMinutes(5)),
            rig.partners(),
            new OwnCallers(Optional.empty(), rig.ca.domain(), rig.clock),
            TestClients.of(
                new PeerVerifier(
                    List::of, (certificate, anchor) -> new RevocationState.Good(), rig.clock),
                rig.ca.domain(),
                MasterRig.ISSUER,
                rig.clock),
            rig.peopleClients,
            rig.providers);
    return new AgentCards(
        rig.ca.domain(),
        metadata,
        new CardSecurity(ServiceRules.load(rules, rig.methods.names())),
        rig.inventory,
        rig.tokens,
        pushes,
        REGISTRY,
        rig.clock);
  }
}
