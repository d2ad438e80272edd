package org.bailiwick.client.enrolment;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A device's IDevID (IEEE 802.1AR): the key from its manufacture, its chain (device first), and the
 * firmware that runs on it.
 */
public record DeviceIdentity(
    PrivateKey key, List<X509Certificate> chain, String firmware, String firmwareVersion) {
  public DeviceIdentity {
    chain = List.copyOf(chain);
  }
}
