package org.bailiwick.aca.ceremony.certificate;

import java.io.IOException;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** The request to an organisation's existing root: an authority with one more below it. */
final class RootRequest {

  private static final int PATH_LENGTH = 1;

  private RootRequest() {}

  static PKCS10CertificationRequest build(X500Name subject, SigningKey key) throws IOException {
    ExtensionsGenerator wanted = new ExtensionsGenerator();
    wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(PATH_LENGTH));
    wanted.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return new JcaPKCS10CertificationRequestBuilder(subject, key.publicKey())
        .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
        .build(new TokenSigner(key, body -> {}));
  }
}
