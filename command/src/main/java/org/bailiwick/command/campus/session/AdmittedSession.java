package org.bailiwick.command.campus.session;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A session that the RADIUS server has admitted.
 *
 * @param id of the line of the journal
 * @param at when it was admitted, after the responder was asked about the certificate
 * @param client name of the switch among the clients of the RADIUS server
 * @param from where the switch asked from, which is where it takes requests
 * @param nas what the switch calls itself
 * @param station what the switch calls this session, or the machine
 * @param port what the switch calls the port
 */
record AdmittedSession(
    String id,
    Instant at,
    String client,
    InetAddress from,
    Shown certificate,
    List<RadiusAttribute> nas,
    List<RadiusAttribute> station,
    List<RadiusAttribute> port) {
  /**
   * What is known of the certificate that the machine has shown.
   *
   * @param issuerKey authority key identifier, in hex
   * @param ends when it expires
   */
  record Shown(String name, BigInteger serial, String issuerKey, Instant ends) {}

  private static final int ID_OCTETS = 16;

  String name() {
    return certificate.name();
  }

  BigInteger serial() {
    return certificate.serial();
  }

  /**
   * Where the session is: a later one at the same place has taken its place. A station is at one
   * port of a switch at a time, and a port without a station may have several machines.
   */
  String place() {
    String where = client + " " + from.getHostAddress() + " ";
    return station.stream()
        .filter(each -> each.type() == RadiusAttribute.CALLING_STATION_ID)
        .findFirst()
        .map(each -> where + each.hex())
        .orElse(where + name() + " " + port);
  }

  /** The attributes by which a switch is to find the session (RFC 5176 section 3). */
  List<RadiusAttribute> attributes() {
    List<RadiusAttribute> all = new ArrayList<>(nas);
    if (name().length() <= RadiusAttribute.LONGEST) {
      all.add(RadiusAttribute.text(RadiusAttribute.USER_NAME, name()));
    }
    all.addAll(station.isEmpty() ? port : station);
    return all;
  }

  /** Fewer of them, if they still name this machine or session and no other. */
  Optional<List<RadiusAttribute>> fewerAttributes() {
    if (station.isEmpty()) {
      return Optional.empty();
    }
    List<RadiusAttribute> all = new ArrayList<>(nas);
    all.addAll(station);
    return Optional.of(all);
  }

  static String id(String line) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
