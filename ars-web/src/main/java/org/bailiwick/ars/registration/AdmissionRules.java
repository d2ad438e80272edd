package org.bailiwick.ars.registration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;

/**
 * What a registration requires of a credential beside its proof, for a record that somebody else
 * brings: it is admitted only if its agent could register with exactly these attributes now.
 */
@ApplicationScoped
public class AdmissionRules {
  private Gate gate;
  private ArsSettings.Registration bounds;
  private Clock clock;

  /** CDI proxies need this constructor. */
  AdmissionRules() {}

  @Inject
  AdmissionRules(Gate gate, ArsSettings settings, Clock clock) {
    this(gate, settings.registration(), clock);
  }

  public AdmissionRules(Gate gate, ArsSettings.Registration bounds, Clock clock) {
    this.gate = gate;
    this.bounds = bounds;
    this.clock = clock;
  }

  /** The most listed agents of one owner. */
  public int ownerQuota() {
    return bounds.ownerAgents();
  }

  /**
   * Returns normally when the agent could register.
   *
   * @throws ProblemException request-too-large, or policy-denied
   */
  public void require(AgentCredential credential) {
    ClaimBounds.require(credential, bounds);
    if (!gate.permits(
        RegistryQuestion.register(
            credential, credential.agent(), RegistryQuestion.Match.EXACT, clock.instant()))) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "register-denied",
          "The policies do not permit the agent to register now");
    }
  }
}
