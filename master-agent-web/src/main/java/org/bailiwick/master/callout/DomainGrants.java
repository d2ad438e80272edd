package org.bailiwick.master.callout;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.node.outbound.ClientIdentity;

/**
 * Makes the grants with which the Master Agent gets access tokens of partner domains. Each is
 * decided and durable before it is returned, and for one token request.
 */
public interface DomainGrants {

  /**
   * A grant as it is sent, and with what.
   *
   * @param clientId of the Master Agent's agent at the partner's authorization server
   * @param identity the certificate to which the grant is bound, with its key
   */
  record Grant(String compact, String clientId, ClientIdentity identity) {
    /** Omits the grant, because grants are never logged. */
    @Override
    public String toString() {
      return "Grant[" + clientId + "]";
    }
  }

  /**
   * The agent that the Master Agent is in other domains.
   *
   * @throws ProblemException dependency-unavailable when it has no usable credential
   */
  AgentId agent();

  /**
   * A grant for the step for which this Txn-Token was minted.
   *
   * @throws ProblemException when it may not have one, or none can be made now
   */
  Grant forStep(KnownDomain domain, String txnToken, CapabilitySet scope);

  /**
   * A grant to take the work of an ended step away, with the contents of the step's last grant.
   *
   * @throws ProblemException as above, and malformed-request when the step had no grant
   */
  Grant forWithdrawal(KnownDomain domain, String jobId, String stepId);
}
