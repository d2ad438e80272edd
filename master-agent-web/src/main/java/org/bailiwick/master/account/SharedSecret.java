package org.bailiwick.master.account;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A secret that an account and the nodes have, by which the account signs requests. The id is
 * public and is the {@code keyid} of signatures. The octets are the key, as long as the output of
 * SHA-256 (RFC 2104 section 3).
 */
public final class SharedSecret {
  private static final String PLACE = "account/";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;

  private final String id;
  private final byte[] octets;

  private SharedSecret(String id, byte[] octets) {
    this.id = id;
    this.octets = octets;
  }

  public static SharedSecret random(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    byte[] octets = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(octets);
    return new SharedSecret(HexFormat.of().formatHex(id), octets);
  }

  /** The name of the secret with this id where wrapped secrets are kept. */
  public static String storedName(String id) {
    return PLACE + id;
  }

  public String id() {
    return id;
  }

  public byte[] octets() {
    return octets.clone();
  }

  /** The octets in Base64 (RFC 4648 section 4), for the holder alone. */
  public String text() {
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public String toString() {
    return "SharedSecret[" + id + "]";
  }
}
