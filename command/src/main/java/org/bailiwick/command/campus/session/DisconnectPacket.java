package org.bailiwick.command.campus.session;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Packets of RFC 5176. A request is authenticated as an Accounting-Request is (section 2.3), and by
 * a Message-Authenticator (section 3.4). MD5 is what the protocol has; who forges an answer needs
 * the secret or a collision within the seconds of one request.
 */
final class DisconnectPacket {
  static final int REQUEST = 40;
  static final int ACK = 41;
  static final int NAK = 42;

  /** RFC 2865 section 3. */
  static final int LONGEST = 4096;

  private static final int HEADER = 20;
  private static final int AUTHENTICATOR = 4;
  private static final int DIGEST = 16;

  private DisconnectPacket() {}

  /** A request with these attributes; a Message-Authenticator is put before them. */
  static byte[] request(int identifier, List<RadiusAttribute> attributes, byte[] secret) {
    List<RadiusAttribute> all = new ArrayList<>();
    all.add(RadiusAttribute.octets(RadiusAttribute.MESSAGE_AUTHENTICATOR, new byte[DIGEST]));
    all.addAll(attributes);
    int length = HEADER + all.stream().mapToInt(RadiusAttribute::length).sum();
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put((byte) REQUEST).put((byte) identifier).putShort((short) length);
    packet.position(HEADER);
    all.forEach(each -> each.put(packet));
    packet.put(HEADER + 2, hmac(packet.array(), secret));
    packet.put(AUTHENTICATOR, md5(packet.array(), secret));
    return packet.array();
  }

  /**
   * What a switch has answered to this request; empty if it is no answer to it: another identifier,
   * a wrong authenticator, or malformed.
   */
  static Optional<DisconnectAnswer> answer(byte[] datagram, byte[] request, byte[] secret) {
    if (datagram.length < HEADER || datagram[1] != request[1]) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(datagram).getShort(2) & 0xffff;
    if (length < HEADER || length > datagram.length) {
      return Optional.empty();
    }
    byte[] packet = Arrays.copyOf(datagram, length); // RFC 2865 section 3: the rest is padding
    byte[] asked = Arrays.copyOfRange(request, AUTHENTICATOR, HEADER);
    byte[] claimed = Arrays.copyOfRange(packet, AUTHENTICATOR, HEADER);
    System.arraycopy(asked, 0, packet, AUTHENTICATOR, DIGEST);
    if (!MessageDigest.isEqual(claimed, md5(packet, secret))) {
      return Optional.empty();
    }
    return read(packet, secret);
  }

  /** Reads an answer that has the authenticator of its request in the place of its own. */
  private static Optional<DisconnectAnswer> read(byte[] packet, byte[] secret) {
    int cause = 0;
    int at = HEADER;
    while (at < packet.length) {
      int length = at + 1 < packet.length ? packet[at + 1] & 0xff : 0;
      if (length < 2 || at + length > packet.length) {
        return Optional.empty();
      }
      int type = packet[at] & 0xff;
      if (type == RadiusAttribute.ERROR_CAUSE && length == 2 + Integer.BYTES) {
        cause = ByteBuffer.wrap(packet).getInt(at + 2);
      }
      if (type == RadiusAttribute.MESSAGE_AUTHENTICATOR && !isOwn(packet, at, length, secret)) {
        return Optional.empty();
      }
      at += length;
    }
    return switch (packet[0]) {
      case ACK -> Optional.of(new DisconnectAnswer(true, 0));
      case NAK -> Optional.of(new DisconnectAnswer(false, cause));
      default -> Optional.empty();
    };
  }

  private static boolean isOwn(byte[] packet, int at, int length, byte[] secret) {
    if (length != 2 + DIGEST) {
      return false;
    }
    byte[] without = packet.clone();
    Arrays.fill(without, at + 2, at + length, (byte) 0);
    return MessageDigest.isEqual(
        Arrays.copyOfRange(packet, at + 2, at + length), hmac(without, secret));
  }

  private static byte[] hmac(byte[] packet, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(secret, "HmacMD5"));
      return mac.doFinal(packet);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacMD5, which RADIUS needs", e);
    }
  }

  private static byte[] md5(byte[] packet, byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(packet);
      return digest.digest(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no MD5, which RADIUS needs", e);
    }
  }
}
