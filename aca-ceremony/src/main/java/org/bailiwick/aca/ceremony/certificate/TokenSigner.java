package org.bailiwick.aca.ceremony.certificate;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Signs with a token's key, after a check of the same bytes. */
final class TokenSigner implements ContentSigner {

  private final SigningKey key;
  private final Consumer<byte[]> check;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  TokenSigner(SigningKey key, Consumer<byte[]> check) {
    this.key = key;
    this.check = check;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new DefaultSignatureAlgorithmIdentifierFinder().find(key.algorithm());
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    byte[] bytes = content.toByteArray();
    check.accept(bytes);
    return key.sign(bytes);
  }
}
