package org.bailiwick.aca.evidence.idevid;

import java.security.PublicKey;
import org.bailiwick.aca.claims.Claims;

/**
 * A device that its manufacturer vouches for.
 *
 * @param issuer distinguished name of the manufacturer's issuing CA (RFC 2253 form)
 * @param serialNumber the subject's serialNumber attribute, unique per issuer (IEEE 802.1AR-2018)
 * @param key the device key
 */
public record DeviceIdentity(String issuer, String serialNumber, PublicKey key) {

  /** SHA-256 of the device key's SubjectPublicKeyInfo in base64url; names the applicant. */
  public String keySha256() {
    return Claims.sha256(key.getEncoded());
  }

  /** Names the device in the audit log. */
  @Override
  public String toString() {
    return "device " + serialNumber + " of " + issuer;
  }
}
