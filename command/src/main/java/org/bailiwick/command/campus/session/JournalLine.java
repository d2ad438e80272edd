package org.bailiwick.command.campus.session;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of the journal, in the form that {@code mods-enabled/sessions} gives it: fields between
 * tabs. What a switch has written is in hex, so that no character of it has a meaning here.
 */
final class JournalLine {
  /** The first field, which says of what form the others are. */
  static final String FORM = "session/1\t";

  private static final String LAST = "end";
  private static final int FIELDS = 18;
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");
  private static final Pattern UTC_TIME = Pattern.compile("[0-9]{12}Z");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final int HALF_CENTURY = 50;

  private final String[] fields;

  private JournalLine(String[] fields) {
    this.fields = fields;
  }

  /**
   * The session of a line; empty if the line is malformed. What stands before the first field is
   * what a full disk has left of a line before.
   */
  static Optional<AdmittedSession> parse(String text) {
    int begin = text.lastIndexOf(FORM);
    if (begin < 0) {
      return Optional.empty();
    }
    String line = text.substring(begin);
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS || !fields[FIELDS - 1].equals(LAST)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JournalLine(fields).session(AdmittedSession.id(line)));
    } catch (RuntimeException malformed) { // a number, a time, an address or hex that is none
      return Optional.empty();
    }
  }

  private AdmittedSession session(String id) {
    List<RadiusAttribute> nas = new ArrayList<>();
    address(nas, RadiusAttribute.NAS_IP_ADDRESS, 8);
    address(nas, RadiusAttribute.NAS_IPV6_ADDRESS, 9);
    octets(nas, RadiusAttribute.NAS_IDENTIFIER, 10);
    List<RadiusAttribute> port = new ArrayList<>();
    if (!fields[11].isEmpty()) {
      port.add(RadiusAttribute.number(RadiusAttribute.NAS_PORT, Long.parseLong(fields[11])));
    }
    octets(port, RadiusAttribute.NAS_PORT_ID, 12);
    List<RadiusAttribute> station = new ArrayList<>();
    octets(station, RadiusAttribute.CALLING_STATION_ID, 14);
    octets(station, RadiusAttribute.ACCT_SESSION_ID, 15);
    octets(station, RadiusAttribute.ACCT_MULTI_SESSION_ID, 16);
    return new AdmittedSession(
        id,
        Instant.ofEpochSecond(Long.parseLong(fields[1])),
        fields[2],
        address(fields[3]),
        new AdmittedSession.Shown(
            fields[4],
            new BigInteger(1, HexFormat.of().parseHex(fields[5])),
            key(fields[6]),
            time(fields[7])),
        nas,
        station,
        port);
  }

  private void address(List<RadiusAttribute> to, int type, int field) {
    if (!fields[field].isEmpty()) {
      to.add(RadiusAttribute.octets(type, octets(type, address(fields[field]))));
    }
  }

  private static byte[] octets(int type, InetAddress address) {
    byte[] octets = address.getAddress();
    if ((type == RadiusAttribute.NAS_IP_ADDRESS) != (octets.length == Integer.BYTES)) {
      throw new IllegalArgumentException("an address of the other family");
    }
    return octets;
  }

  private void octets(List<RadiusAttribute> to, int type, int field) {
    if (!fields[field].isEmpty()) {
      to.add(RadiusAttribute.octets(type, HexFormat.of().parseHex(fields[field])));
    }
  }

  private static InetAddress address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      throw new IllegalArgumentException("not an address");
    }
    try {
      return InetAddress.getByName(text); // a literal, so nothing is looked up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  /** OpenSSL 1 writes {@code keyid:} before it, and OpenSSL 3 does not. */
  private static String key(String text) {
    return text.replaceFirst("^keyid:", "").replace(":", "").toLowerCase(Locale.ROOT);
  }

  /** UTCTime or GeneralizedTime of the certificate (RFC 5280 section 4.1.2.5). */
  private static Instant time(String text) {
    String digits = text.substring(0, text.length() - 1);
    if (UTC_TIME.matcher(text).matches()) {
      boolean last = Integer.parseInt(text.substring(0, 2)) >= HALF_CENTURY;
      digits = (last ? "19" : "20") + digits;
    }
    return LocalDateTime.parse(digits, TIME).toInstant(ZoneOffset.UTC);
  }
}
