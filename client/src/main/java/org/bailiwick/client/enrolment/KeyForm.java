package org.bailiwick.client.enrolment;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import org.bailiwick.client.key.PublicKeyFile;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** The form in which a request carries the agent's key and the proof of its possession. */
public enum KeyForm {
  /** The key is in a PKCS #10 request, which it signs. */
  REQUEST("csr"),

  /**
   * The key is a bare SubjectPublicKeyInfo. It signs the enrolment statement or, if the device
   * signs that, a key proof (docs/enrolment-api.md).
   */
  BARE("key");

  private final String member;

  KeyForm(String member) {
    this.member = member;
  }

  /** The name of the member in the request. */
  public String member() {
    return member;
  }

  /** Reads the key from a member of this form, which is in base64. */
  public PublicKey key(String encoded) {
    byte[] der = Base64.getDecoder().decode(encoded);
    try {
      return switch (this) {
        case REQUEST -> new JcaPKCS10CertificationRequest(der).getPublicKey();
        case BARE -> PublicKeyFile.parse(der);
      };
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the request has no key in its " + member, e);
    }
  }
}
