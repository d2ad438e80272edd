package org.bailiwick.client.enrolment;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Base64;
import org.bailiwick.client.key.PublicKeyFile;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** The form in which a request carries the agent's key and the proof of its possession. */
public enum KeyForm {
  /** In a PKCS #10 request, which the key signs. */
  REQUEST("csr"),

  /**
   * Bare, as SubjectPublicKeyInfo: the key signs the statement or, where a device does, a proof for
   * this one enrolment (docs/enrolment-api.md).
   */
  BARE("key");

  private final String member;

  KeyForm(String member) {
    this.member = member;
  }

  /** The name of the member in a request; a statement has its digest. */
  public String member() {
    return member;
  }

  /** The key in a member of this form, which is base64. */
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
