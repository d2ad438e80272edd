package org.bailiwick.master.facts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.ListedCredential;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.outbound.address.LocatorAddresses;
import org.bailiwick.policy.segment.SegmentPlan;

/** Makes what is known of agents in tests. */
public final class TestKnowledge {
  private TestKnowledge() {}

  /** Knowledge by these risks and segments, which looks names up at once. */
  public static AgentKnowledge of(
      MasterRig rig, Risks risks, Supplier<Optional<SegmentPlan>> plan) {
    return new AgentKnowledge(
        risks,
        plan,
        new LocatorAddresses(Runnable::run, LocatorAddresses.Failure.KEEPS, rig.clock),
        rig.ca.domain(),
        rig.clock);
  }

  /** A plan of segments with one member each: name and member in turns. */
  public static SegmentPlan plan(String... namesAndMembers) {
    List<String> segments = new ArrayList<>();
    for (int i = 0; i < namesAndMembers.length; i += 2) {
      segments.add(
          "{\"name\": \"%s\", \"members\": [%s]}"
              .formatted(namesAndMembers[i], namesAndMembers[i + 1]));
    }
    return SegmentPlan.read("{\"segments\": [" + String.join(", ", segments) + "]}");
  }

  /** What its authority has found about the environment of an {@link #attested} agent. */
  public static final AttesterTrustworthiness FOUND =
      new AttesterTrustworthiness(
          List.of(new RootOfTrust("tpm", "sha256:00")), TrustVector.of(Map.of("file-system", 2)));

  /** The same agent, whose credential was issued on an affirming result. */
  public static KnownAgent attested(KnownAgent agent, Instant appraisedAt) {
    return new KnownAgent(
        agent.registryId(),
        agent.agent(),
        agent.capabilities(),
        agent.locator(),
        new ListedCredential(
            agent.serial(),
            agent.expiresAt(),
            Optional.of(
                new AttestationSummary("verifier", "affirming", "reference@1", appraisedAt)),
            Optional.of(FOUND)),
        agent.state(),
        agent.responsible());
  }
}
