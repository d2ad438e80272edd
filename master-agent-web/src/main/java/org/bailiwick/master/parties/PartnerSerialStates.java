package org.bailiwick.master.parties;

import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.peer.RevocationState;

/** The revocation state of a partner's credential that is known only by its serial number. */
@FunctionalInterface
public interface PartnerSerialStates {

  /** The state of a credential that was good once; never throws and never waits. */
  RevocationState stateOf(TrustDomain partner, SerialNumber serial);
}
