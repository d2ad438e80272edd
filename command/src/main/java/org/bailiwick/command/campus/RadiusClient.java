package org.bailiwick.command.campus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.packetfilter.firewall.IpNetwork;

/**
 * A switch or access point that may ask the RADIUS server (RFC 2865 section 3).
 *
 * @param network the address, or network, from which it asks
 * @param secret what both sides know
 */
record RadiusClient(String name, IpNetwork network, String secret) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** RFC 2865 section 3: at least 16 octets. No character has a meaning in a configuration. */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/=_.-]{16,128}");

  private static final int WORDS = 3;

  /** A larger network is hardly one of switches. */
  private static final int LARGEST_IPV4 = 8;

  private static final int LARGEST_IPV6 = 32;

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  @Override
  public String toString() {
    return name + " " + network;
  }

  /**
   * Reads a file with a client in each line: name, address or network, secret. Empty lines and
   * those that begin with {@code #} are left out.
   *
   * @throws IllegalArgumentException naming the line and what is wrong there, never a secret; or
   *     that others than the owner may read the file
   */
  static List<RadiusClient> read(Path file) {
    requireSecret(file);
    List<RadiusClient> clients = new ArrayList<>();
    List<String> lines = lines(file);
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String place = file + ", line " + (at + 1) + ": ";
      RadiusClient next = parse(place, line.split("\\s+"));
      for (RadiusClient each : clients) {
        require(!each.name.equals(next.name), place + "the name " + next.name + " is there twice");
        require(!each.network.equals(next.network), place + next.network + " is there twice");
      }
      clients.add(next);
    }
    require(!clients.isEmpty(), file + " has no client");
    return List.copyOf(clients);
  }

  /**
   * Requires that nobody but its owner may read or write a file.
   *
   * @throws IllegalArgumentException if others may
   */
  static void requireSecret(Path file) {
    try {
      require(
          OWNERS.containsAll(Files.getPosixFilePermissions(file)),
          file + " has secrets, and others than its owner may use it: chmod 600 " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static RadiusClient parse(String place, String[] words) {
    require(words.length == WORDS, place + "NAME ADDRESS SECRET are needed");
    require(NAME.matcher(words[0]).matches(), place + "a name is of small letters, digits and -");
    require(
        SECRET.matcher(words[2]).matches(),
        place
            + "a secret has 16 to 128 characters of A-Z a-z 0-9 + / = _ . - (openssl rand -hex 24)");
    IpNetwork network;
    try {
      network = IpNetwork.parse(words[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage(), e);
    }
    require(
        network.prefix() >= (network.isIpv6() ? LARGEST_IPV6 : LARGEST_IPV4),
        place + "the network is too large");
    return new RadiusClient(words[0], network, words[2]);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The client in the form of FreeRADIUS. */
  String configuration() {
    return """
    client %s {
    	ipaddr = %s
    	secret = "%s"
    	require_message_authenticator = yes
    	limit_proxy_state = yes
    }
    """
        .formatted(name, network, secret);
  }
}
