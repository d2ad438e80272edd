package org.bailiwick.master.personsession;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Encrypts the provider's refresh tokens for their rows, by AES-256 in GCM mode. The key is in a
 * file that all domain nodes have and the database does not; a ciphertext counts only for its
 * session.
 */
public final class ProviderTokenCipher {

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12; // SP 800-38D section 8.2.2, random
  private static final int TAG_BITS = 128;
  private static final String MODE = "AES/GCM/NoPadding";

  private final Optional<Path> file;
  private final SecureRandom random = new SecureRandom();

  /** Without a file nothing is encrypted, and nobody signs in. */
  public ProviderTokenCipher(Optional<Path> file) {
    this.file = file;
  }

  /** The ciphertext of a token of this session. */
  public byte[] encrypt(String session, String token) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed =
        apply(Cipher.ENCRYPT_MODE, session, nonce, token.getBytes(StandardCharsets.UTF_8));
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return all;
  }

  /**
   * The token of this session.
   *
   * @throws ProblemException dependency-unavailable when the key is missing or another one
   */
  public String decrypt(String session, byte[] all) {
    if (all.length < NONCE_BYTES) {
      throw unavailable("provider-token-form", null);
    }
    byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(all, NONCE_BYTES, all.length);
    return new String(apply(Cipher.DECRYPT_MODE, session, nonce, sealed), StandardCharsets.UTF_8);
  }

  private byte[] apply(int mode, String session, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(MODE);
      cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(session.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw unavailable("person-key", e);
    }
  }

  private byte[] key() {
    try {
      byte[] key =
          Files.readAllBytes(file.orElseThrow(() -> unavailable("person-key-missing", null)));
      if (key.length != KEY_BYTES) {
        throw unavailable("person-key-length", null);
      }
      return key;
    } catch (IOException e) {
      throw unavailable("person-key-missing", e);
    }
  }

  private static ProblemException unavailable(String check, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "The key for the tokens of identity providers cannot be used.",
        cause);
  }
}
