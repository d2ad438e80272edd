package org.bailiwick.command.campus.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An attribute of a RADIUS packet (RFC 2865 section 5). */
final class RadiusAttribute {
  static final int USER_NAME = 1;
  static final int NAS_IP_ADDRESS = 4;
  static final int NAS_PORT = 5;
  static final int CALLING_STATION_ID = 31;
  static final int NAS_IDENTIFIER = 32;
  static final int ACCT_SESSION_ID = 44;
  static final int ACCT_MULTI_SESSION_ID = 50;
  static final int EVENT_TIMESTAMP = 55;
  static final int MESSAGE_AUTHENTICATOR = 80;
  static final int NAS_PORT_ID = 87;
  static final int NAS_IPV6_ADDRESS = 95;
  static final int ERROR_CAUSE = 101;

  /** Octets of a value. */
  static final int LONGEST = 253;

  private final int type;
  private final byte[] value;

  private RadiusAttribute(int type, byte[] value) {
    if (value.length == 0 || value.length > LONGEST) {
      throw new IllegalArgumentException("attribute " + type + " of " + value.length + " octets");
    }
    this.type = type;
    this.value = value;
  }

  static RadiusAttribute octets(int type, byte[] value) {
    return new RadiusAttribute(type, value.clone());
  }

  static RadiusAttribute text(int type, String value) {
    return new RadiusAttribute(type, value.getBytes(StandardCharsets.UTF_8));
  }

  static RadiusAttribute number(int type, long value) {
    return new RadiusAttribute(
        type, ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
  }

  int type() {
    return type;
  }

  /** Octets in a packet, with type and length. */
  int length() {
    return 2 + value.length;
  }

  void put(ByteBuffer packet) {
    packet.put((byte) type).put((byte) length()).put(value);
  }

  String hex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public String toString() {
    return type + "=" + hex();
  }
}
