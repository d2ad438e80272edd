/**
 * Initial trust from a manufacturer's credential (requirement R6, IEEE 802.1AR).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.idevid.DeviceAuthenticator}. Invariant: an IDevID
 * proves the device and signs evidence; it is never the agent's own key.
 */
package org.bailiwick.aca.evidence.idevid;
