package org.bailiwick.aca.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes CBOR and COSE as an outside party would; sound unless a test changes a part. */
public final class TestCbor {

  private TestCbor() {}

  public static byte[] of(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, value);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    switch (value) {
      case Integer number -> integer(out, number);
      case Long number -> integer(out, number);
      case byte[] bytes -> {
        head(out, 2, bytes.length);
        out.writeBytes(bytes);
      }
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(out, 3, bytes.length);
        out.writeBytes(bytes);
      }
      case List<?> items -> {
        head(out, 4, items.size());
        items.forEach(item -> write(out, item));
      }
      case Map<?, ?> members -> {
        head(out, 5, members.size());
        members.forEach(
            (key, member) -> {
              write(out, key);
              write(out, member);
            });
      }
      default -> throw new IllegalArgumentException(value.getClass().toString());
    }
  }

  private static void integer(ByteArrayOutputStream out, long number) {
    head(out, number < 0 ? 1 : 0, number < 0 ? -1 - number : number);
  }

  private static void head(ByteArrayOutputStream out, int major, long argument) {
    int first = major << 5;
    if (argument < 24) {
      out.write(first | (int) argument);
      return;
    }
    int size = argument < 1L << 8 ? 0 : argument < 1L << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
    out.write(first | (24 + size));
    for (int shift = (1 << size) - 1; shift >= 0; shift--) {
      out.write((int) (argument >> (8 * shift)));
    }
  }

  /** The parts of a COSE_Sign1. */
  public static final class Message {
    public byte[] tags = {(byte) 0xd2};
    public byte[] headers = of(Map.of(1, -7));
    public Map<Object, Object> open = new LinkedHashMap<>();
    public byte[] payload;
    public PrivateKey signer;
    public String algorithm = "SHA256withECDSAinP1363Format";

    public Message(PrivateKey signer, Object claims) {
      this.signer = signer;
      this.payload = of(claims);
    }

    public byte[] sign() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(tags);
      byte[] signed = of(List.of("Signature1", headers, new byte[0], payload));
      write(out, List.of(headers, open, payload, signature(signed)));
      return out.toByteArray();
    }

    private byte[] signature(byte[] signed) {
      try {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(signer);
        signature.update(signed);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A message with one part changed. */
  public static byte[] sign1(PrivateKey signer, Object claims, Consumer<Message> change) {
    Message message = new Message(signer, claims);
    change.accept(message);
    return message.sign();
  }

  public static byte[] sign1(PrivateKey signer, Object claims) {
    return sign1(signer, claims, message -> {});
  }

  /** The claim {@code cnf} with a P-256 key as COSE_Key. */
  public static Map<Object, Object> cnf(KeyPair key) {
    ECPublicKey ec = (ECPublicKey) key.getPublic();
    return Map.of(
        1,
        Map.of(
            1,
            2,
            -1,
            1,
            -2,
            coordinate(ec.getW().getAffineX().toByteArray()),
            -3,
            coordinate(ec.getW().getAffineY().toByteArray())));
  }

  private static byte[] coordinate(byte[] number) {
    byte[] octets = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, octets, 32 - length, length);
    return octets;
  }
}
