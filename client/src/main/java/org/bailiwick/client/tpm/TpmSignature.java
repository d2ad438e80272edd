package org.bailiwick.client.tpm;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;

/** Signs by a TPM (ECDSA with SHA-256), so that TLS, JOSE and PKCS #10 need no code for TPMs. */
final class TpmSignature extends SignatureSpi {
  private static final String ALGORITHM = "SHA256withECDSA";

  private final MessageDigest digest;
  private TpmPrivateKey key;

  TpmSignature() throws NoSuchAlgorithmException {
    super();
    this.digest = MessageDigest.getInstance("SHA-256");
  }

  /** Registers this algorithm, for TPM keys only, after the platform's providers. */
  static void install() {
    Security.addProvider(new TpmProvider());
  }

  private static final class TpmProvider extends Provider {
    private static final long serialVersionUID = 1L;

    TpmProvider() {
      super("BailiwickTpm", "1", "ECDSA by tpm2-tools");
      putService(new Ecdsa(this));
    }
  }

  private static final class Ecdsa extends Provider.Service {
    Ecdsa(Provider provider) {
      super(provider, "Signature", ALGORITHM, TpmSignature.class.getName(), List.of(), Map.of());
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return new TpmSignature();
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return parameter instanceof TpmPrivateKey;
    }
  }

  @Override
  protected void engineInitSign(PrivateKey offered) throws InvalidKeyException {
    if (!(offered instanceof TpmPrivateKey tpmKey)) {
      throw new InvalidKeyException("not a key in a TPM");
    }
    key = tpmKey;
    digest.reset();
  }

  @Override
  protected void engineInitVerify(PublicKey offered) throws InvalidKeyException {
    throw new InvalidKeyException("TPM keys only sign");
  }

  @Override
  protected void engineUpdate(byte octet) {
    digest.update(octet);
  }

  @Override
  protected void engineUpdate(byte[] octets, int offset, int length) {
    digest.update(octets, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    try {
      return key.sign(digest.digest());
    } catch (ProblemException e) {
      throw new SignatureException(e.detail(), e);
    }
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("TPM keys only sign");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new UnsupportedOperationException("no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new UnsupportedOperationException("no parameters");
  }
}
