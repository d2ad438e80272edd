package org.bailiwick.node.secretstore;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Wrapping keys as a token has them, which a test can take away. */
public final class InMemoryWrappingKeys implements WrappingKeys {
  private final Map<String, SecretKeySpec> keys = new ConcurrentHashMap<>();
  private final AtomicInteger unwrapped = new AtomicInteger();
  private volatile boolean down;

  /** No key is available from now on. */
  public void fail() {
    down = true;
  }

  public void recover() {
    down = false;
  }

  public Set<String> labels() {
    return Set.copyOf(keys.keySet());
  }

  /** How often something was unwrapped. */
  public int unwrapped() {
    return unwrapped.get();
  }

  @Override
  public void make(String label) {
    requireUp();
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    keys.put(label, new SecretKeySpec(key, "AES"));
  }

  @Override
  public void delete(String label) {
    requireUp();
    keys.remove(label);
  }

  @Override
  public byte[] wrap(String label, byte[] secret, byte[] context) {
    byte[] vector = new byte[12];
    new SecureRandom().nextBytes(vector);
    byte[] encrypted = run(Cipher.ENCRYPT_MODE, label, join(vector, secret), context);
    return join(vector, encrypted);
  }

  @Override
  public byte[] unwrap(String label, byte[] wrapped, byte[] context) {
    unwrapped.incrementAndGet();
    return run(Cipher.DECRYPT_MODE, label, wrapped, context);
  }

  private byte[] run(int mode, String label, byte[] text, byte[] context) {
    requireUp();
    try {
      if (!keys.containsKey(label)) {
        throw unavailable("no key");
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, keys.get(label), new GCMParameterSpec(128, text, 0, 12));
      cipher.updateAAD(context);
      return cipher.doFinal(text, 12, text.length - 12);
    } catch (GeneralSecurityException e) {
      throw unavailable("not wrapped so");
    }
  }

  private static byte[] join(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private void requireUp() {
    if (down) {
      throw unavailable("down");
    }
  }

  private static ProblemException unavailable(String detail) {
    return new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-session", detail);
  }
}
