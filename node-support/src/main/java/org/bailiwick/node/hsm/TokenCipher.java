package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;

/**
 * Encrypts and decrypts by an AES-256 key that never leaves its token, with AES-GCM (NIST SP
 * 800-38D) and a random initialisation vector of 96 bits. Its Cipher objects give their session
 * back after each call, so none is kept.
 */
public final class TokenCipher {
  private static final System.Logger LOG = System.getLogger(TokenCipher.class.getName());
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int VECTOR_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final TokenFailover token;
  private final String label;
  private final SecureRandom random = new SecureRandom();

  TokenCipher(TokenFailover token, String label) {
    this.token = token;
    this.label = label;
  }

  /**
   * The vector and the encrypted text with its tag.
   *
   * @param context is not encrypted; decryption needs the same
   * @throws ProblemException SIGNER_UNAVAILABLE when the token is not available or does not hold
   *     the key
   */
  public byte[] encrypt(byte[] plain, byte[] context) {
    byte[] vector = new byte[VECTOR_BYTES];
    random.nextBytes(vector);
    byte[] encrypted =
        answer(login -> run(login, Cipher.ENCRYPT_MODE, joined(vector, plain), context));
    return joined(vector, encrypted).array();
  }

  /**
   * The plain text of what {@link #encrypt} gave.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE as {@link #encrypt}, and when the text was not
   *     encrypted by this key and with this context
   */
  public byte[] decrypt(byte[] encrypted, byte[] context) {
    if (encrypted.length < VECTOR_BYTES + TAG_BYTES) {
      throw refused(new TokenFailure(TokenFailure.Kind.REFUSED, "the encrypted text is too short"));
    }
    return answer(login -> run(login, Cipher.DECRYPT_MODE, ByteBuffer.wrap(encrypted), context));
  }

  private static ByteBuffer joined(byte[] vector, byte[] rest) {
    return ByteBuffer.allocate(vector.length + rest.length).put(vector).put(rest).flip();
  }

  /** A call on the login in use. */
  private interface Call {
    byte[] on(TokenLogin login) throws TokenFailure;
  }

  /** The text is that for the cipher, after the vector. */
  private byte[] run(TokenLogin login, int mode, ByteBuffer text, byte[] context)
      throws TokenFailure {
    byte[] vector = new byte[VECTOR_BYTES];
    byte[] content = new byte[text.remaining() - VECTOR_BYTES];
    text.duplicate().get(vector).get(content);
    try {
      Cipher cipher = Cipher.getInstance(ALGORITHM, login.provider());
      cipher.init(
          mode, login.secretKey(label), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
      cipher.updateAAD(context);
      return cipher.doFinal(content);
    } catch (BadPaddingException e) {
      throw new TokenFailure(
          TokenFailure.Kind.REFUSED, "the text was not encrypted by this key for this use");
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  private byte[] answer(Call call) {
    try {
      return token.run((login, session) -> call.on(login));
    } catch (TokenFailure e) {
      throw refused(e);
    }
  }

  private ProblemException refused(TokenFailure failure) {
    LOG.log(Level.WARNING, "Key {0}: {1}", label, failure.reason());
    return new ProblemException(
        ProblemType.SIGNER_UNAVAILABLE,
        failure.kind().check(),
        "The key by which secrets are wrapped is not available now.",
        failure);
  }
}
