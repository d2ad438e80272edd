package org.bailiwick.master.clientauth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.dpop.DpopNonces;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.UsedProofs;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.ownerrights.OwnerRights;
import org.bailiwick.master.parties.OwnAgentRights;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.PeerVerifier;

/** The authentication of clients without a database, in which no attester is trusted. */
public final class TestClients {

  private TestClients() {}

  public static ClientAuthentication of(
      PeerVerifier peers, TrustDomain own, String issuer, Clock clock) {
    Attesters nobody =
        new Attesters(Optional.empty(), own, new GuardedFetch(FetchSettings.of(Set.of())), clock);
    OwnAgentRights agents =
        new OwnAgentRights(
            new OwnCallers(Optional.empty(), own, clock),
            new OwnerRights(Optional.empty(), clock),
            new AgentInventory(clock, Duration.ofMinutes(5)),
            clock);
    DpopProofs proofs =
        new DpopProofs(
            new DpopNonces(() -> new byte[32], clock), new UsedProofs(null), clock); // none is used
    return new ClientAuthentication(
        peers,
        new ClientAttestation.Parts(nobody, proofs, (key, id, end) -> true, agents),
        new ClientAuthentication.Server(issuer, issuer + "/oauth/token"),
        clock);
  }
}
