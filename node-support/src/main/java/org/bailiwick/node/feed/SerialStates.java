package org.bailiwick.node.feed;

import java.security.cert.X509Certificate;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.peer.RevocationState;

/** The revocation state of a credential that is known only by its serial number. */
@FunctionalInterface
public interface SerialStates {

  /** The state if this CA issued the credential; never throws and never waits. */
  RevocationState stateOf(X509Certificate issuer, SerialNumber serial);
}
