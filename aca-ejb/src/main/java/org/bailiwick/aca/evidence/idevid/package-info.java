/**
 * The attestor {@code idevid}: a manufacturer's credential (requirement R6, IEEE 802.1AR).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.idevid.DeviceAuthenticator}. Invariant: an IDevID
 * identifies the device and signs evidence; its key is never the agent's.
 */
package org.bailiwick.aca.evidence.idevid;
