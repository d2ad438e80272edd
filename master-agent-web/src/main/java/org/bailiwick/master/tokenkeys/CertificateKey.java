package org.bailiwick.master.tokenkeys;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.outbound.ClientIdentity;

/** The key of the node's client certificate, which signs the announcements of the node's keys. */
record CertificateKey(ClientIdentity identity) implements SigningKey {

  @Override
  public String id() {
    return "client";
  }

  @Override
  public PublicKey publicKey() {
    return identity.chain().getFirst().getPublicKey();
  }

  @Override
  public String algorithm() {
    return "SHA256withECDSAinP1363Format";
  }

  @Override
  public byte[] sign(byte[] tbs) {
    try {
      Signature signature = Signature.getInstance(algorithm());
      signature.initSign(identity.key());
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of the client certificate does not sign", e);
    }
  }
}
