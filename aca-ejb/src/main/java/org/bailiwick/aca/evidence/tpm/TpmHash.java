package org.bailiwick.aca.evidence.tpm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The accepted hash algorithms of TPMs (TCG Algorithm Registry), which SHA-1 is not. */
enum TpmHash {
  SHA256(0x000B, "SHA-256", 32),
  SHA384(0x000C, "SHA-384", 48),
  SHA512(0x000D, "SHA-512", 64);

  private final int id;
  private final String digest;
  private final int octets;

  TpmHash(int id, String digest, int octets) {
    this.id = id;
    this.digest = digest;
    this.octets = octets;
  }

  static Optional<TpmHash> find(int id) {
    return Stream.of(values()).filter(hash -> hash.id == id).findAny();
  }

  static TpmHash read(TpmReader in) {
    return find(in.number16()).orElseThrow(() -> in.unknown("hash"));
  }

  int id() {
    return id;
  }

  int octets() {
    return octets;
  }

  /** Name in the Java platform. */
  String digestName() {
    return digest;
  }

  /** Name of its HMAC in the Java platform. */
  String macName() {
    return "Hmac" + name();
  }

  /** Name of a bank of PCRs in tpm2-tools. */
  String bank() {
    return name().toLowerCase(Locale.ROOT);
  }

  byte[] of(byte[]... parts) {
    try {
      MessageDigest algorithm = MessageDigest.getInstance(digest);
      for (byte[] part : parts) {
        algorithm.update(part);
      }
      return algorithm.digest();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + digest, impossible);
    }
  }
}
